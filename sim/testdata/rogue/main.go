// Command rogue misbehaves in the way its argument names.
package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

func main() {
	time.Sleep(time.Millisecond)
	switch os.Args[1] {
	case "spin": // never comes back; only the supervisor of workers can end this
		for {
		}
	case "yield": // never waits, but makes system calls
		for {
			runtime.Gosched()
			time.Now()
		}
	case "deadlock":
		<-make(chan int)
	case "memory":
		var hold [][]byte
		for {
			hold = append(hold, make([]byte, 1<<20))
		}
	case "output":
		for {
			fmt.Println("more and more and more and more")
		}
	case "exit":
		os.Exit(3)
	case "panic":
		panic("on purpose")
	}
}
