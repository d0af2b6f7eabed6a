package sinks

import (
	"context"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// heard is where a log goes whose lines are waited for.
type heard chan string

func (l heard) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

// TestKafkaTransactionClose closes sinks after a Write that failed: no transaction is left open in the results' topic.
func TestKafkaTransactionClose(t *testing.T) {
	cluster, w, options := kafka(t)
	first := newKafkaTransaction(t, options)
	load(t, first)
	write(t, first, epochs(consumer.None, consumer.None, 5, 9))
	type sink interface {
		consumer.TransactionalSink
		Close()
	}
	for i, s := range []sink{newKafkaTransaction(t, options), newKafkaTransactions(t, options)} {
		name := []string{"one", "shared"}[i]
		load(t, s)
		next := epochs(5, 9, 7, 10)
		ctx, die := context.WithCancel(t.Context())
		w.before(kmsg.EndTxn, request, die)
		if err := s.Write(ctx, next); err == nil {
			t.Errorf("%s: no error", name)
		}
		open := func() (partitions int) {
			for p := range int32(2) {
				if log := cluster.PartitionInfo("out", p); log.LastStableOffset < log.HighWatermark {
					partitions++
				}
			}
			return partitions
		}
		if open() == 0 {
			t.Errorf("%s: no transaction is open before the end", name)
		}
		if s.Close(); open() > 0 {
			t.Errorf("%s: transactions are open in %d partitions", name, open())
		}
		if err := s.Write(t.Context(), next); name == "one" && err == nil {
			t.Error("written after the end")
		}
	}
}
