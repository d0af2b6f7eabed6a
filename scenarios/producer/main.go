// Producer fills a topic with records that can be told apart: the value of each begins with its identity,
// rec-<partition>-<sequence>, the sequence dense in each partition from 0, and for those that it aborts above 1,000,000. It
// exits 0 when all are acknowledged.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// workload says what to produce.
type workload struct {
	topic            string
	partitions, size int
	first, records   int
	interval         time.Duration
	transaction      int
	keys             int
}

func main() {
	var w workload
	brokers := flag.String("brokers", "localhost:9092", "Kafka brokers, `host:port,...`")
	flag.StringVar(&w.topic, "topic", "", "`topic` to fill; it must exist")
	flag.IntVar(&w.partitions, "partitions", 4, "partitions to fill, in turn")
	flag.IntVar(&w.records, "records", 300, "records in all")
	flag.IntVar(&w.first, "first", 0, "how many records were produced before")
	flag.IntVar(&w.size, "size", 100, "bytes of a record's value")
	flag.DurationVar(&w.interval, "interval", 0, "pause between two records")
	flag.IntVar(&w.transaction, "transaction", 0, "records of a transaction, behind each of which follows another that is aborted; 0: none")
	flag.IntVar(&w.keys, "keys", 0, "keys that the records of a partition have in turn; 0: none have a key")
	flag.Parse()
	if err := produce(context.Background(), *brokers, w); err != nil {
		fmt.Fprintln(os.Stderr, "producer:", err)
		os.Exit(1)
	}
}

// produce writes the records, round robin over the partitions, and waits until all in-sync replicas have them.
func produce(ctx context.Context, brokers string, w workload) error {
	options := []kgo.Opt{
		kgo.SeedBrokers(strings.Split(brokers, ",")...),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchCompression(kgo.NoCompression()),
		kgo.DisableClientMetrics(),
	}
	if w.transaction > 0 {
		options = append(options, kgo.TransactionalID("producer"))
	}
	client, err := kgo.NewClient(options...)
	if err != nil {
		return fmt.Errorf("configure client: %w", err)
	}
	defer client.Close()
	if w.transaction > 0 {
		return transactions(ctx, client, w)
	}
	var failed error
	for i := range w.records {
		client.Produce(ctx, record(w, w.first+i), func(_ *kgo.Record, err error) {
			if err != nil && failed == nil {
				failed = err
			}
		})
		if w.interval > 0 {
			time.Sleep(w.interval)
		}
	}
	if err := client.Flush(ctx); err != nil {
		return fmt.Errorf("flush: %w", err)
	}
	if failed != nil {
		return fmt.Errorf("produce to %s: %w", w.topic, failed)
	}
	return nil
}

// record returns the i-th record of the workload.
func record(w workload, i int) *kgo.Record {
	partition, sequence := i%w.partitions, i/w.partitions
	r := &kgo.Record{Topic: w.topic, Partition: int32(partition), Value: value(w, partition, sequence)}
	if w.keys > 0 {
		r.Key = fmt.Appendf(nil, "key-%d", sequence%w.keys)
	}
	return r
}

// value is an identity, padded with dots to the size of the workload's records.
func value(w workload, partition, sequence int) []byte {
	identity := fmt.Sprintf("rec-%d-%06d", partition, sequence)
	return []byte(identity + strings.Repeat(".", max(0, w.size-len(identity))))
}
