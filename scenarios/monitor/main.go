// Monitor watches a group's offsets as lag monitors do that know nothing of the consumer but where Kafka's own consumers
// of old kept them: it reads /consumers/<group>/offsets/<topic>/<partition> again and again, takes what it finds for a
// plain decimal number, as Burrow does, and prints on standard error what is new. What it cannot read as such is "bad".
//
//	monitor: partition=2 offset=15
//	monitor: partition=2 bad="15\n"
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"
)

func main() {
	servers := flag.String("zookeeper", "localhost:2181", "servers, `host:port,...`")
	group := flag.String("group", "", "`group` to watch")
	topic := flag.String("topic", "", "`topic` to watch")
	partitions := flag.Int("partitions", 1, "partitions of the topic")
	every := flag.Duration("every", 10*time.Millisecond, "pause between two looks")
	flag.Parse()
	conn, _, err := zk.Connect(strings.Split(*servers, ","), 6*time.Second, zk.WithLogInfo(false), zk.WithLogger(silent{}))
	if err != nil {
		fmt.Fprintln(os.Stderr, "monitor:", err)
		os.Exit(1)
	}
	watch(conn, fmt.Sprintf("/consumers/%s/offsets/%s", *group, *topic), *partitions, *every)
}

type silent struct{}

func (silent) Printf(string, ...any) {}

// watch looks for ever. An offset that is not there, or that cannot be had just now, is no news.
func watch(conn *zk.Conn, dir string, partitions int, every time.Duration) {
	seen := make([]string, partitions)
	for {
		for p := range seen {
			data, _, err := conn.Get(fmt.Sprintf("%s/%d", dir, p))
			if errors.Is(err, zk.ErrNoAuth) {
				data, err = []byte(err.Error()), nil
			}
			if text := string(data); err == nil && text != seen[p] {
				seen[p] = text
				say(p, text)
			}
		}
		time.Sleep(every)
	}
}

func say(partition int, text string) {
	if n, err := strconv.ParseInt(text, 10, 64); err != nil || n < 0 {
		fmt.Fprintf(os.Stderr, "monitor: partition=%d bad=%q\n", partition, text)
		return
	}
	fmt.Fprintf(os.Stderr, "monitor: partition=%d offset=%s\n", partition, text)
}
