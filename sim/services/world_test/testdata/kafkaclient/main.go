// Command kafkaclient writes the entries that are missing in a ledger, a topic of one partition, one a second, and says
// what it sees. It knows nothing of simulations: an ordinary program on franz-go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func main() {
	safe := flag.Bool("safe", false, "write as franz-go does by default: idempotent, repeated until it is known to be there")
	read := flag.Bool("read", false, "only say what the ledger holds")
	follow := flag.Bool("follow", false, "only say what comes to the ledger, and what becomes of it")
	key := flag.String("key", "", "key of all entries")
	from := flag.Int64("from", 0, "offset to read from")
	flag.Parse()
	options := []kgo.Opt{
		kgo.SeedBrokers("kafka-1:9092", "kafka-2:9092", "kafka-3:9092"),
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{"ledger": {0: kgo.NewOffset().At(*from)}}),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()),
		kgo.WithHooks(traveller{}),
	}
	if !*safe {
		options = append(options, kgo.DisableIdempotentWrite(), kgo.RecordRetries(0))
	}
	client, err := kgo.NewClient(options...)
	if err == nil {
		defer client.Close()
		if *follow {
			err = attend(context.Background(), client)
		} else {
			err = work(context.Background(), client, *read, []byte(*key))
		}
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// A traveller says which broker each write goes to.
type traveller struct{}

func (traveller) OnBrokerWrite(meta kgo.BrokerMetadata, key int16, _ int, _, _ time.Duration, _ error) {
	if kmsg.Key(key) == kmsg.Produce {
		fmt.Printf("write to %s\n", meta.Host)
	}
}

func work(ctx context.Context, client *kgo.Client, read bool, key []byte) error {
	held, err := ledger(ctx, client)
	if err != nil {
		return err
	}
	fmt.Println("the ledger holds", held)
	if read {
		return nil
	}
	defer describe(ctx, client)
	for _, entry := range []string{"a", "b", "c"} {
		if slices.Contains(held, entry) {
			continue
		}
		began := time.Now()
		err := client.ProduceSync(ctx, &kgo.Record{Topic: "ledger", Key: key, Value: []byte(entry)}).FirstErr()
		fmt.Printf("add %s: %s after %s\n", entry, outcome(err), time.Since(began).Round(time.Second/10))
		time.Sleep(time.Second)
	}
	return nil
}

// describe asks a broker what the ledger looks like.
func describe(ctx context.Context, client *kgo.Client) {
	ask := kmsg.NewPtrMetadataRequest()
	topic := kmsg.NewMetadataRequestTopic()
	topic.Topic = kmsg.StringPtr("ledger")
	ask.Topics = append(ask.Topics, topic)
	answer, err := ask.RequestWith(ctx, client)
	if err != nil {
		fmt.Println("describe the ledger:", err)
		return
	}
	partitions := answer.Topics[0].Partitions
	slices.SortFunc(partitions, func(a, b kmsg.MetadataResponseTopicPartition) int { return int(a.Partition - b.Partition) })
	for _, p := range partitions {
		fmt.Printf("partition %d is led by kafka-%d\n", p.Partition, p.Leader)
	}
}

// ledger reads until nothing more comes.
func ledger(ctx context.Context, client *kgo.Client) ([]string, error) {
	var held []string
	for {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		fetches := client.PollFetches(ctx)
		cancel()
		for r := range fetches.RecordsAll() {
			held = append(held, string(r.Value))
		}
		for _, e := range fetches.Errors() {
			if errors.Is(e.Err, context.DeadlineExceeded) {
				return held, nil
			}
			return nil, fmt.Errorf("read %s/%d: %w", e.Topic, e.Partition, e.Err)
		}
	}
}

// attend reads until it has been told that something is lost and then nothing more comes.
func attend(ctx context.Context, client *kgo.Client) error {
	for lost := false; ; {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		fetches := client.PollFetches(ctx)
		cancel()
		for r := range fetches.RecordsAll() {
			fmt.Printf("%d is %s\n", r.Offset, r.Value)
		}
		for _, e := range fetches.Errors() {
			if errors.Is(e.Err, context.DeadlineExceeded) && lost {
				return nil
			}
			if !errors.Is(e.Err, context.DeadlineExceeded) {
				lost = true
				fmt.Println(e.Err)
			}
		}
	}
}

func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}
