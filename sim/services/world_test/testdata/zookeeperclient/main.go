// Command zookeeperclient writes the entries that are missing in a ledger of znodes, one a second, and says what it and
// its session see. It knows nothing of simulations: an ordinary program on go-zookeeper.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/go-zookeeper/zk"
)

func main() {
	read := flag.Bool("read", false, "only say what the ledger holds")
	flag.Parse()
	conn, events, err := zk.Connect([]string{"zookeeper:2181"}, 4*time.Second, zk.WithLogger(silent{}))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	go watch(events)
	if err := work(conn, *read); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	conn.Close()
}

type silent struct{}

func (silent) Printf(string, ...any) {}

// watch says how the session fares.
func watch(events <-chan zk.Event) {
	for e := range events {
		switch e.State {
		case zk.StateHasSession, zk.StateDisconnected, zk.StateExpired:
			fmt.Println("session:", e.State)
		}
	}
}

func work(conn *zk.Conn, read bool) error {
	held, err := ledger(conn)
	if err != nil {
		return err
	}
	fmt.Println("the ledger holds", held)
	if read {
		return nil
	}
	if _, err := conn.Create("/writer", nil, zk.FlagEphemeral, zk.WorldACL(zk.PermAll)); err != nil {
		fmt.Println("announce the writer:", err)
	}
	for _, entry := range []string{"a", "b", "c"} {
		if slices.Contains(held, entry) {
			continue
		}
		began := time.Now()
		_, err := conn.Create("/ledger/"+entry, []byte(entry), 0, zk.WorldACL(zk.PermAll))
		fmt.Printf("add %s: %s after %s\n", entry, outcome(err), time.Since(began).Round(time.Second/10))
		time.Sleep(time.Second)
	}
	announced, _, err := conn.Exists("/writer")
	fmt.Printf("the writer is announced: %v, %s\n", announced, outcome(err))
	return nil
}

// ledger returns the entries, and makes the ledger where there is none.
func ledger(conn *zk.Conn) ([]string, error) {
	held, _, err := conn.Children("/ledger")
	if err == zk.ErrNoNode {
		_, err = conn.Create("/ledger", nil, 0, zk.WorldACL(zk.PermAll))
	}
	slices.Sort(held)
	return held, err
}

func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}
