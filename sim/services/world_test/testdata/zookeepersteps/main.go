// Command zookeepersteps takes the steps in its arguments one after another, and says what it and its session see. It
// connects when it takes the first step that is no sleep. It knows nothing of simulations: an ordinary program on go-zookeeper.
//
//	zookeepersteps -servers zookeeper-1:2181 'create /n 1' 'sleep 2s' 'get /n'
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"
)

// patience is for one step. The client itself waits for ever, as long as servers let it connect.
const patience = 20 * time.Second

func main() {
	servers := flag.String("servers", "", "addresses to connect to")
	flag.Parse()
	var conn *zk.Conn
	for _, s := range flag.Args() {
		words := append(strings.Fields(s), "", "")
		if words[0] == "sleep" {
			rest(words[1])
			continue
		}
		if conn == nil {
			conn = connect(strings.Split(*servers, ","))
		}
		step(conn, words[0], words[1], words[2])
	}
	conn.Close()
}

// connect connects, and says how the session fares.
func connect(servers []string) *zk.Conn {
	conn, events, err := zk.Connect(servers, 4*time.Second, zk.WithLogger(silent{}))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	go func() {
		for e := range events {
			switch e.State {
			case zk.StateHasSession, zk.StateDisconnected, zk.StateExpired:
				fmt.Println("session:", e.State)
			}
		}
	}()
	return conn
}

func rest(text string) {
	d, err := time.ParseDuration(text)
	if err != nil {
		panic(err)
	}
	time.Sleep(d)
}

type silent struct{}

func (silent) Printf(string, ...any) {}

// step takes one step and says what came of it, and how long that took.
func step(conn *zk.Conn, verb, path, data string) {
	began := time.Now()
	done := make(chan string, 1)
	go func() { done <- ask(conn, verb, path, data) }()
	said := "no answer"
	select {
	case said = <-done:
	case <-time.After(patience):
	}
	if took := time.Since(began).Round(time.Second / 10); took > 0 {
		said += " after " + took.String()
	}
	fmt.Printf("%s: %s\n", strings.TrimSpace(verb+" "+path+" "+data), said)
}

func ask(conn *zk.Conn, verb, path, data string) string {
	everybody := zk.WorldACL(zk.PermAll)
	switch verb {
	case "create":
		_, err := conn.Create(path, []byte(data), 0, everybody)
		return outcome(err)
	case "ephemeral":
		_, err := conn.Create(path, nil, zk.FlagEphemeral, everybody)
		return outcome(err)
	case "set":
		stat, err := conn.Set(path, []byte(data), -1)
		if err == nil {
			return fmt.Sprintf("ok in epoch %d", stat.Mzxid>>32)
		}
		return outcome(err)
	case "get":
		value, _, err := conn.Get(path)
		if err == nil {
			return string(value)
		}
		return outcome(err)
	case "sync":
		_, err := conn.Sync(path)
		return outcome(err)
	case "watch":
		found, _, fires, err := conn.ExistsW(path)
		go func() { fmt.Printf("%s: %s\n", path, (<-fires).Type) }()
		if err == nil {
			return fmt.Sprint(found)
		}
		return outcome(err)
	}
	panic("unknown step " + verb)
}

func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}
