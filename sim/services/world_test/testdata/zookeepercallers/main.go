// Command zookeepercallers has several callers do the same things at the same instant, and says what each was told. It
// knows nothing of simulations: an ordinary program on go-zookeeper.
package main

import (
	"flag"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/go-zookeeper/zk"
)

func main() {
	callers := flag.Int("callers", 8, "how many")
	connections := flag.Int("connections", 1, "between them")
	flag.Parse()
	conns := make([]*zk.Conn, *connections)
	for i := range conns {
		conn, _, err := zk.Connect([]string{"zookeeper:2181"}, 4*time.Second, zk.WithLogger(silent{}))
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		defer conn.Close()
		conns[i] = conn
	}
	conns[0].Create("/n", nil, 0, zk.WorldACL(zk.PermAll))
	start := time.Now().Add(time.Second)
	told := make([]string, *callers)
	var all sync.WaitGroup
	for i := range told {
		all.Go(func() {
			time.Sleep(time.Until(start))
			told[i] = call(conns[i%len(conns)], i)
		})
	}
	all.Wait()
	for i, t := range told {
		fmt.Printf("caller %d: %s\n", i, t)
	}
}

type silent struct{}

func (silent) Printf(string, ...any) {}

// call competes with the other callers for a version and for a number, and returns what it got.
func call(conn *zk.Conn, i int) string {
	me := []byte{byte('0' + i)}
	_, won := conn.Set("/n", me, 0)
	number, err := conn.Create("/n/", me, zk.FlagEphemeral|zk.FlagSequence, zk.WorldACL(zk.PermAll))
	value, stat, _ := conn.Get("/n")
	return fmt.Sprintf("first: %v, number %s, %v, reads %s with %d children", won == nil, number, err, value, stat.NumChildren)
}
