// Command kafka is the Kafka of a world: the brokers of kfake, each on a host name of its own, with leaders where the
// scenario wants them. It reports each request at three points and records every record that was appended.
//
// It promises that a connection's requests are strictly one after another; that an append, and an offset that a group
// stores, is recorded before the world is asked at the applied point, once, as it was taken, or when its transaction is
// committed, with the transaction's number, or is aborted, by another name and, where the brokers did it themselves, with
// what for (of an offset then nothing is recorded); and that leaders are a function of the configuration and of the control messages alone. What differs from a real cluster:
// incremental fetch sessions are never granted (clients then name all partitions each time); a broker that leaves or comes
// raises the leader epoch of every partition, and so does a truncation, for which all brokers restart; and compaction
// takes place on demand, in all compacted logs at once.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/onceover/onceover/sim/guest"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "kafka:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("kafka", flag.ContinueOnError)
	brokers := flags.String("brokers", "kafka-1:9092,kafka-2:9092,kafka-3:9092", "addresses of nodes 1, 2, …")
	topics := flags.String("topics", "", "topics to create, with their partitions: t=4,u=1")
	leaders := flags.String("leaders", "", "leaders that differ from partition%brokers+1: t/0=3,t/1=3")
	compacted := flags.String("compacted", "", "those of the topics whose logs can be compacted: u,v")
	data := flags.String("data", "", "directory to keep logs in, without which none can be truncated")
	if err := flags.Parse(args); err != nil {
		return err
	}
	config, err := parseConfig(*brokers, *topics, *leaders, *compacted)
	if err != nil {
		return err
	}
	config.data = storage(*data)
	s, err := start(config, guest.World())
	if err != nil {
		return err
	}
	for msg := range guest.Control() {
		s.control(msg)
	}
	return nil
}
