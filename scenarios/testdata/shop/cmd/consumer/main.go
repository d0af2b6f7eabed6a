// Consumer writes a receipt into Redis for each order in a Kafka topic. It keeps its offsets in Redis too, and exits at
// any error, to be started again.
package main

import (
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"log"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"
)

// partitions is how many the topic has.
const partitions = 3

func main() {
	kafka := flag.String("kafka", "localhost:9092", "Kafka brokers")
	store := flag.String("redis", "localhost:6379", "address of Redis")
	topic := flag.String("topic", "", "topic to read")
	flag.Parse()
	client := redis.NewClient(&redis.Options{Addr: *store, MaxRetries: -1})
	log.Fatal(consume(context.Background(), strings.Split(*kafka, ","), *topic, client))
}

func offsetKey(topic string, partition int32) string {
	return fmt.Sprintf("offset:shop:%s:%d", topic, partition)
}

// consume reads on from where the stored offsets say, for ever.
func consume(ctx context.Context, brokers []string, topic string, store *redis.Client) error {
	next := map[int32]kgo.Offset{}
	for p := range int32(partitions) {
		stored, err := stored(ctx, store, offsetKey(topic, p))
		if err != nil {
			return err
		}
		next[p] = kgo.NewOffset().At(stored)
	}
	client, err := kgo.NewClient(
		kgo.SeedBrokers(brokers...),
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: next}),
		kgo.FetchMaxPartitionBytes(1<<10), // several batches of each partition
	)
	if err != nil {
		return err
	}
	for {
		for _, p := range client.PollFetches(ctx).Records() {
			if err := handle(ctx, store, p); err != nil {
				return fmt.Errorf("order at offset %d of partition %d: %w", p.Offset, p.Partition, err)
			}
		}
	}
}

// handle writes the receipt and the next offset together, unless another process has handled the order meanwhile.
func handle(ctx context.Context, store *redis.Client, order *kgo.Record) error {
	key := offsetKey(order.Topic, order.Partition)
	receipt := base64.StdEncoding.EncodeToString([]byte("paid: " + string(order.Value)))
	return store.Watch(ctx, func(tx *redis.Tx) error {
		at, err := stored(ctx, tx, key)
		if err != nil {
			return err
		}
		if at != order.Offset {
			return fmt.Errorf("the stored offset is %d", at)
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.RPush(ctx, "receipts", receipt)
			pipe.Set(ctx, key, order.Offset+1, 0)
			return nil
		})
		return err
	}, key)
}

// stored is the offset that is stored under a key, or 0.
func stored(ctx context.Context, store redis.Cmdable, key string) (int64, error) {
	text, err := store.Get(ctx, key).Result()
	if err == redis.Nil {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}
