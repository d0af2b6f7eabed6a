package sinks_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/alicebob/miniredis/v2"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks"
)

// batch is one record's result, which moves partition 0 of the topic "orders" from offset 4 to 5.
func batch(from int64) consumer.Batch {
	p := consumer.Partition{Topic: "orders", ID: 0}
	return consumer.Batch{
		Commit:  consumer.Commit{TopicID: consumer.TopicID{1}, Ranges: []consumer.Range{{Partition: p, From: from, Until: 5}}},
		Results: []consumer.Result{{Partition: p, Offset: 4, Value: []byte("paid")}},
	}
}

// At least once: a batch that is written again, as after a crash, is there again.
func ExampleFileAppend() {
	dir, err := os.MkdirTemp("", "sink")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	sink := sinks.NewFileAppend(dir)
	defer sink.Close()
	for range 2 {
		if err := sink.Write(context.Background(), batch(4)); err != nil {
			log.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "orders", consumer.TopicID{1}.String(), "0.jsonl"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(text))
	// Output:
	// {"offset":4,"value":"paid"}
	// {"offset":4,"value":"paid"}
}

// Keyed: a batch that is written again changes nothing.
func ExampleKeyed() {
	server, err := miniredis.Run()
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	client := sinks.Connect(sinks.RedisConfig{Address: server.Addr()})
	defer client.Close()
	sink := sinks.NewKeyed(client)
	for range 2 {
		if err := sink.Write(context.Background(), batch(4)); err != nil {
			log.Fatal(err)
		}
	}
	for _, key := range server.Keys() {
		value, err := server.Get(key)
		fmt.Println(key, value, err)
	}
	// Output:
	// out:AQAAAAAAAAAAAAAAAAAAAA:0:4 paid <nil>
}

// Transactional: a batch that is written again is refused, because the offsets are in the sink and have moved.
func ExampleKafkaTransaction() {
	ctx := context.Background()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "results"))
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	brokers := kgo.SeedBrokers(cluster.ListenAddrs()...)
	if err := sinks.CreateOffsetsTopic(ctx, "offsets", brokers); err != nil {
		log.Fatal(err)
	}
	sink, err := sinks.NewKafkaTransaction(sinks.KafkaTransactionConfig{
		Group: "billing", Topic: "results", Offsets: "offsets", Options: []kgo.Opt{brokers},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer sink.Close()
	partitions := []consumer.Partition{{Topic: "orders", ID: 0}}
	stored, err := sink.Load(ctx, partitions)
	fmt.Println("at first:", stored, err)
	fmt.Println("written:", sink.Write(ctx, batch(consumer.None)))
	again := sink.Write(ctx, batch(consumer.None))
	fmt.Println("again:", strings.SplitAfter(again.Error(), ":")[0])
	stored, err = sink.Load(ctx, partitions)
	fmt.Println("then:", stored[partitions[0]].Offset, err)
	// Output:
	// at first: map[] <nil>
	// written: <nil>
	// again: fenced by another writer of these offsets:
	// then: 5 <nil>
}

// Records that could not be processed are read from the dead letters and processed again, under their own positions.
func ExampleReadFileDeadLetters() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "letters")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "letters.jsonl")
	dead := sinks.NewFileDeadLetters(path)
	defer dead.Close()
	record := consumer.Record{Partition: consumer.Partition{Topic: "orders", ID: 0}, Offset: 4, Value: []byte("paid")}
	letter := consumer.DeadLetter{TopicID: consumer.TopicID{1}, Record: record, Attempts: 3, Cause: "no such account"}
	if err := dead.Write(ctx, []consumer.DeadLetter{letter}); err != nil {
		log.Fatal(err)
	}
	var letters []consumer.DeadLetter
	for l, err := range sinks.ReadFileDeadLetters(path) {
		if err != nil {
			log.Fatal(err)
		}
		letters = append(letters, l)
	}
	process := func(r consumer.Record) ([]byte, error) { return r.Value, nil }
	again, err := consumer.Replay(ctx, letters, process, sinks.NewFileRanges(dir))
	fmt.Println(len(letters), len(again), err)
	// Output:
	// 1 0 <nil>
}
