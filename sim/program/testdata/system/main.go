// Command system asks the system for what programs ask of it, and prints what they get. What it prints in the simulator must
// be what it prints on an ordinary machine, which is in want.txt.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

func check(name string, v ...any) { fmt.Println(append([]any{name + ":"}, v...)...) }

func main() {
	if len(os.Args) == 2 && os.Args[1] == "wait" {
		host, err := os.Hostname()
		check("host", host, err, os.Getpid() > 0)
		time.Sleep(time.Hour)
	}
	listener := listen()
	client, server := connect(listener)
	deadlines(client, server)
	halfClose(client, server)
	large(listener)
	endOfListener(listener)
	cancelled()
	addresses()
	web()
	signals()
	check("env", os.Getenv("A"), os.ExpandEnv("$A"))
	check("args", len(os.Args), os.Args[1:])
	runtime.GC()
	go func() { panic("the end") }()
	time.Sleep(time.Second)
}

func signals() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGTERM)
	self, _ := os.FindProcess(os.Getpid())
	check("signal to itself", self.Signal(syscall.SIGTERM))
	check("signal", <-c)
	signal.Stop(c)
	signal.Ignore(syscall.SIGTERM)
	check("ignored", signal.Ignored(syscall.SIGTERM), self.Signal(syscall.SIGTERM))
}
