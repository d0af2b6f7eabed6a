// Designs are the ways of reading a Kafka topic and of keeping its offsets that practice has tried, one under each name.
// The first argument chooses one:
//
//	designs zookeeper-after --group billing --topic orders --brokers kafka-1:9092,kafka-2:9092
//
// Each does with the records the same: it writes one result for each. It exits 0 after SIGTERM, in the way that its
// approach ends, 2 when its arguments are wrong, and 1 after any other error, to be started again.
package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

// version is which build this is; -ldflags "-X main.version=v2" makes another.
var version = "v1"

// An approach reads the topic until the context ends, which is when the program is told to stop. An error ends the
// program with the exit status of a failure.
type approach func(ctx context.Context, a *app) error

// approaches are the designs by name.
var approaches = map[string]approach{
	"latest":               latest,
	"earliest":             earliest,
	"commit-first":         commitFirst,
	"zookeeper-from":       zookeeperFrom,
	"zookeeper-after":      zookeeperAfter,
	"zookeeper-partitions": zookeeperPartitions,
	"zookeeper-strict":     zookeeperStrict,
	"keyed":                keyed,
	"keyed-business":       keyedBusiness,
	"transaction":          transaction,
	"failed-log":           failedLog,
	"receiver":             receiver,
	"receiver-log":         receiverLog,
	"autocommit-loop":      autocommitLoop,
	"autocommit-handoff":   autocommitHandoff,
	"hbase-batch":          hbaseBatch,
	"file-batch":           fileBatch,
	"kafka-async":          kafkaAsync,
	"checkpoint":           checkpoint,
	"kafka-transaction":    kafkaTransaction,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal has its usual effect
	os.Exit(run(ctx, os.Args[1:], os.Stderr))
}

// run runs the approach that the arguments name, and returns the exit status.
func run(ctx context.Context, args []string, errOut io.Writer) int {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	follow, ok := approaches[name]
	if !ok {
		fmt.Fprintf(errOut, "designs: unknown approach %q, want one of %v\n", name, slices.Sorted(maps.Keys(approaches)))
		return 2
	}
	a, err := parse(args[1:], errOut)
	if err != nil {
		return 2 // the flag package has said it
	}
	if err := follow(ctx, a); err != nil {
		fmt.Fprintf(errOut, "designs: %s: %v\n", name, err)
		return 1
	}
	return 0
}
