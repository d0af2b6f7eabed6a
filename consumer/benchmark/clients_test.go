package benchmark

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/IBM/sarama"
	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
)

// count is what a client has read. Clients that hand out single records add many of them at once.
type count struct{ records, bytes atomic.Int64 }

const atOnce = 256

func (c *count) add(records, bytes int) {
	c.records.Add(int64(records))
	c.bytes.Add(int64(bytes))
}

// A client reads the topic with so many partitions from its start until the context ends.
type client struct {
	name string
	read func(ctx context.Context, r reading, c *count) error
}

// clients are those that are compared, the direct consumer first.
var clients = []client{{"direct", inMemory}, {"in ZooKeeper", inZooKeeper}, {"kgo", plain}, {"sarama", saramas}, {"kafka-go", segmentio}}

// topic is the name of the topic with so many partitions.
func topic(partitions int) string { return fmt.Sprintf("of-%d", partitions) }

// kept is a Store that keeps nothing but the offsets.
type kept map[consumer.Partition]consumer.Position

func (o kept) Load(context.Context, []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	return o, nil
}

func (o kept) Store(_ context.Context, c consumer.Commit) error {
	for _, r := range c.Ranges {
		o[r.Partition] = consumer.Position{Offset: r.Until, Epoch: r.Epoch, TopicID: c.TopicID}
	}
	return nil
}

// counting is a Sink that only counts, not faster than so many records per second if that is not 0.
type counting struct {
	*count
	rate float64
}

func (s counting) Write(ctx context.Context, b consumer.Batch) error {
	bytes := 0
	for i := range b.Results {
		bytes += len(b.Results[i].Value)
	}
	s.add(len(b.Results), bytes)
	if s.rate == 0 {
		return nil
	}
	select {
	case <-time.After(time.Duration(float64(len(b.Results)) / s.rate * float64(time.Second))):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func inMemory(ctx context.Context, r reading, c *count) error {
	return direct(ctx, r, c, consumer.Config{Store: kept{}})
}

// inZooKeeper is the direct consumer with its offsets there, in a group that is new.
func inZooKeeper(ctx context.Context, r reading, c *count) error {
	store, err := offsets.Dial(offsets.ZooKeeperOptions{Servers: r.ZooKeeper, Group: fmt.Sprintf("g-%d", os.Getpid())})
	if err != nil {
		return err
	}
	defer store.Close()
	return direct(ctx, r, c, consumer.Config{Store: store, Group: store.Alone()})
}

func direct(ctx context.Context, r reading, c *count, config consumer.Config) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(r.Brokers...))
	if err != nil {
		return err
	}
	defer client.Close()
	config.Client, config.Topic, config.Sink = client, topic(r.Partitions), counting{c, r.SinkRate}
	config.Process = func(r consumer.Record) ([]byte, error) { return r.Value, nil }
	return consumer.Run(ctx, config)
}

func plain(ctx context.Context, r reading, c *count) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(r.Brokers...), kgo.ConsumeTopics(topic(r.Partitions)))
	if err != nil {
		return err
	}
	defer client.Close()
	for ctx.Err() == nil {
		fetches := client.PollFetches(ctx)
		if err := fetches.Err(); err != nil && ctx.Err() == nil {
			return err
		}
		records, bytes := 0, 0
		fetches.EachRecord(func(r *kgo.Record) {
			records++
			bytes += len(r.Value)
		})
		c.add(records, bytes)
	}
	return nil
}

func saramas(ctx context.Context, r reading, c *count) error {
	all, err := sarama.NewConsumer(r.Brokers, sarama.NewConfig())
	if err != nil {
		return err
	}
	defer all.Close()
	return each(r.Partitions, func(p int) error {
		one, err := all.ConsumePartition(topic(r.Partitions), int32(p), sarama.OffsetOldest)
		if err != nil {
			return err
		}
		defer one.AsyncClose()
		for records, bytes := 0, 0; ; {
			select {
			case m := <-one.Messages():
				records++
				bytes += len(m.Value)
			case <-ctx.Done():
				return nil
			}
			if records == atOnce {
				c.add(records, bytes)
				records, bytes = 0, 0
			}
		}
	})
}

func segmentio(ctx context.Context, r reading, c *count) error {
	return each(r.Partitions, func(p int) error {
		reader := kafka.NewReader(kafka.ReaderConfig{Brokers: r.Brokers, Topic: topic(r.Partitions), Partition: p})
		defer reader.Close()
		for {
			bytes := 0
			for range atOnce {
				m, err := reader.ReadMessage(ctx)
				if ctx.Err() != nil {
					return nil
				}
				if err != nil {
					return err
				}
				bytes += len(m.Value)
			}
			c.add(atOnce, bytes)
		}
	})
}

// each runs one reader for each partition.
func each(partitions int, read func(p int) error) error {
	errs := make([]error, partitions)
	var readers sync.WaitGroup
	for p := range partitions {
		readers.Go(func() { errs[p] = read(p) })
	}
	readers.Wait()
	return errors.Join(errs...)
}
