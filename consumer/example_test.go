package consumer_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/sinks"
)

// orders starts a broker with three records in a topic of two partitions, and returns a client of it.
func orders(ctx context.Context) (client *kgo.Client, stop func()) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(2, "orders"))
	if err != nil {
		log.Fatal(err)
	}
	client, err = kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		log.Fatal(err)
	}
	for i, value := range []string{"tea", "coffee", "milk"} {
		r := &kgo.Record{Topic: "orders", Partition: int32(i % 2), Value: []byte(value)}
		if err := client.ProduceSync(ctx, r).FirstErr(); err != nil {
			log.Fatal(err)
		}
	}
	return client, func() { client.Close(); cluster.Close() }
}

// A consumer reads a topic into files, with its offsets in a file, until it is told to stop: here once it has stored the
// offsets of three records.
func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client, stop := orders(ctx)
	defer stop()
	dir, err := os.MkdirTemp("", "consumer")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	sink := sinks.NewFileAppend(dir)
	defer sink.Close()
	done := int64(0)
	err = consumer.Run(ctx, consumer.Config{
		Client: client, Topic: "orders",
		Store:   offsets.NewFile(filepath.Join(dir, "offsets"), "billing", offsets.Patience{}),
		Process: func(r consumer.Record) ([]byte, error) { return bytes.ToUpper(r.Value), nil },
		Sink:    sink,
		Hooks: consumer.Hooks{Commit: func(c consumer.Commit, _ time.Duration, _, _ int) {
			for _, r := range c.Ranges {
				done += r.Until - r.From
			}
			if done == 3 {
				cancel()
			}
		}},
	})
	fmt.Println("stopped:", err)
	for _, partition := range []string{"0", "1"} {
		files, err := filepath.Glob(filepath.Join(dir, "orders", "*", partition+".jsonl"))
		if err != nil || len(files) != 1 {
			log.Fatal(files, err)
		}
		text, err := os.ReadFile(files[0])
		fmt.Printf("partition %s, %v:\n%s", partition, err, text)
	}
	// Output:
	// stopped: <nil>
	// partition 0, <nil>:
	// {"offset":0,"value":"TEA"}
	// {"offset":1,"value":"MILK"}
	// partition 1, <nil>:
	// {"offset":0,"value":"COFFEE"}
}
