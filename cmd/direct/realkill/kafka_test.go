//go:build realstack

package realkill

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// kafkaSink is one of the two kinds in Kafka: a topic for the results, and for the transactional kind another one for the
// offsets. Both are read as who asks for committed records reads them.
type kafkaSink struct {
	*run
	kind string
}

func inKafka(kind string) func(*testing.T, *run) sink {
	return func(t *testing.T, r *run) sink {
		if _, err := r.admin.CreateTopic(t.Context(), partitions, 1, nil, r.topic+"-out"); err != nil {
			t.Fatal(err)
		}
		return &kafkaSink{r, kind}
	}
}

func (s *kafkaSink) args() []string {
	args := []string{"--sink.kind", s.kind, "--sink.topic", s.topic + "-out"}
	if s.kind == "kafka-transaction" {
		args = append(args, "--sink.offsets_topic", s.topic+"-offsets")
	}
	return args
}

// count counts what was produced, committed or not.
func (s *kafkaSink) count(ctx context.Context) (total int64, err error) {
	ends, err := s.admin.ListEndOffsets(ctx, s.topic+"-out")
	ends.Each(func(o kadm.ListedOffset) { total += o.Offset })
	return total, err
}

func (s *kafkaSink) results(ctx context.Context) (found []result, err error) {
	if s.kind == "kafka-transaction" {
		if err := s.settle(ctx); err != nil {
			return nil, err
		}
	}
	list := s.topic + "-out"
	err = s.read(ctx, list, func(r *kgo.Record) error {
		one, err := newResult(fmt.Sprintf("%s/%d at %d", list, r.Partition, r.Offset), list, r.Value)
		found = append(found, one)
		return err
	})
	return found, err
}

// settle waits while a transaction ends. It does so in one partition after the other, and whoever was told of it by the
// offsets is to see the results as well.
func (s *kafkaSink) settle(ctx context.Context) error {
	for {
		all, err := s.admin.DescribeTransactions(ctx, s.group)
		if err != nil {
			return err
		}
		if one := all[s.group]; !strings.HasPrefix(one.State, "Prepare") {
			return nil
		}
	}
}

// offsets are those of the transactional kind.
func (s *kafkaSink) offsets(ctx context.Context) (map[int32]int64, error) {
	found := map[int32]int64{}
	return found, s.read(ctx, s.topic+"-offsets", func(r *kgo.Record) error {
		var key struct {
			Topic     string `json:"topic"`
			Partition int32  `json:"partition"`
		}
		var value struct {
			Offset int64 `json:"offset"`
		}
		if err := json.Unmarshal(r.Key, &key); err != nil {
			return err
		}
		if err := json.Unmarshal(r.Value, &value); err != nil || key.Topic != s.topic {
			return fmt.Errorf("offset of %q is %q: %v", r.Key, r.Value, err)
		}
		found[key.Partition] = value.Offset
		return nil
	})
}

// read calls take for the committed records that a topic has now. What lies behind a transaction that is open is left
// for another time.
func (r *run) read(ctx context.Context, topic string, take func(*kgo.Record) error) error {
	ends, err := r.admin.ListCommittedOffsets(ctx, topic)
	if err == nil {
		err = ends.Error()
	}
	if err != nil {
		return fmt.Errorf("list offsets of %s: %w", topic, err)
	}
	left, from := map[int32]int64{}, map[int32]kgo.Offset{}
	ends.Each(func(o kadm.ListedOffset) {
		if o.Offset > 0 {
			left[o.Partition], from[o.Partition] = o.Offset, kgo.NewOffset().AtStart()
		}
	})
	client, err := kgo.NewClient(kgo.SeedBrokers(r.brokers), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: from}),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.KeepControlRecords(), kgo.DisableClientMetrics())
	if err != nil {
		return err
	}
	defer client.Close()
	for len(left) > 0 {
		fetches := client.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return fmt.Errorf("read %s: %w", topic, err)
		}
		for r := range fetches.RecordsAll() {
			end, open := left[r.Partition]
			if open && r.Offset < end && !r.Attrs.IsControl() {
				if err := take(r); err != nil {
					return err
				}
			}
			if r.Offset >= end-1 {
				delete(left, r.Partition)
			}
		}
	}
	return nil
}
