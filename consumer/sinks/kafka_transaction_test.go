package sinks

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

func newKafkaTransaction(t *testing.T, options []kgo.Opt) *KafkaTransaction {
	t.Helper()
	s, err := NewKafkaTransaction(KafkaTransactionConfig{Group: "g", Topic: "out", Offsets: "offsets", Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.pause = 0
	return s
}

// load loads the offsets of the two partitions of batch, None where there is none.
func load(t *testing.T, s consumer.TransactionalSink) [2]int64 {
	t.Helper()
	stored, err := s.Load(t.Context(), []consumer.Partition{p0, p1, {Topic: "t", ID: 2}})
	if err != nil {
		t.Fatal(err)
	}
	found := [2]int64{consumer.None, consumer.None}
	for p, at := range stored {
		if at.TopicID != (consumer.TopicID{1}) || at.Epoch != p.ID+3 {
			t.Errorf("%v is at %+v", p, at)
		}
		found[p.ID] = at.Offset
	}
	return found
}

// epochs is batch with leader epochs, and without results where it settles the start.
func epochs(from0, from1, until0, until1 int64) consumer.Batch {
	b := batch(from0, from1, until0, until1)
	b.Ranges[0].Epoch, b.Ranges[1].Epoch = 3, 4
	if from0 == consumer.None {
		b.Results = nil
	}
	return b
}

// TestKafkaTransaction starts a group, moves it, and then meets each way in which a transaction can fail. The results are
// there once in all cases but those in which another sink has taken over.
func TestKafkaTransaction(t *testing.T) {
	for _, c := range []struct {
		name   string
		harm   func(t *testing.T, cluster *kfake.Cluster, w *wire, options []kgo.Opt)
		fenced bool
	}{
		{"no harm", func(*testing.T, *kfake.Cluster, *wire, []kgo.Opt) {}, false},
		{"produced twice", func(_ *testing.T, _ *kfake.Cluster, w *wire, _ []kgo.Opt) { w.fail(kmsg.Produce, 1, itsAnswer) }, false},
		{"commit lost", func(_ *testing.T, _ *kfake.Cluster, w *wire, _ []kgo.Opt) { w.fail(kmsg.EndTxn, 3, request) }, false},
		{"answer to commit lost", func(_ *testing.T, _ *kfake.Cluster, w *wire, _ []kgo.Opt) { w.fail(kmsg.EndTxn, 3, itsAnswer) }, false},
		{"answer to the new epoch lost", func(_ *testing.T, _ *kfake.Cluster, w *wire, _ []kgo.Opt) {
			w.fail(kmsg.EndTxn, 3, itsAnswer)
			w.fail(kmsg.InitProducerID, 1, itsAnswer)
		}, false},
		{"request for the new epoch lost", func(_ *testing.T, _ *kfake.Cluster, w *wire, _ []kgo.Opt) {
			w.fail(kmsg.EndTxn, 3, request)
			w.fail(kmsg.InitProducerID, 1, request)
		}, false},
		{"offsets not read again", func(_ *testing.T, _ *kfake.Cluster, w *wire, _ []kgo.Opt) {
			w.fail(kmsg.EndTxn, 3, itsAnswer)
			w.fail(kmsg.ListOffsets, 1, request)
		}, false},
		{"commit lost, epoch taken", func(_ *testing.T, cluster *kfake.Cluster, w *wire, _ []kgo.Opt) {
			w.fail(kmsg.EndTxn, 3, request)
			cluster.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.EndTxn}, TxnID: "g", Err: kerr.ProducerFenced})
		}, true},
		{"records refused", func(_ *testing.T, cluster *kfake.Cluster, _ *wire, _ []kgo.Opt) {
			cluster.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Topic: "out", Err: kerr.InvalidRecord})
		}, false},
		{"offsets refused", func(_ *testing.T, cluster *kfake.Cluster, _ *wire, _ []kgo.Opt) {
			cluster.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Topic: "offsets", Err: kerr.InvalidRecord})
		}, false},
		{"taken over before", func(t *testing.T, _ *kfake.Cluster, _ *wire, options []kgo.Opt) {
			load(t, newKafkaTransaction(t, options))
		}, true},
		{"taken over meanwhile", func(t *testing.T, _ *kfake.Cluster, w *wire, options []kgo.Opt) {
			w.before(kmsg.EndTxn, nothing, func() { load(t, newKafkaTransaction(t, options)) })
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster, w, options := kafka(t)
			s := newKafkaTransaction(t, options)
			load(t, s)
			write(t, s, epochs(consumer.None, consumer.None, 5, 9))
			c.harm(t, cluster, w, options)
			err := s.Write(t.Context(), epochs(5, 9, 7, 10))
			want, offsets := onceProduced, [2]int64{7, 10}
			if c.fenced {
				want, offsets = map[int32][]string{}, [2]int64{5, 9}
			}
			if errors.Is(err, consumer.ErrFenced) != c.fenced || err != nil && !c.fenced {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(offsets, load(t, newKafkaTransaction(t, options))); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(want, committed(t, "out", options)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestKafkaTransactionOvertaken loses the answer to a commit that did not arrive, and another sink writes the same batch:
// it is refused, although the offsets are where it leads.
func TestKafkaTransactionOvertaken(t *testing.T) {
	_, w, options := kafka(t)
	s, other := newKafkaTransaction(t, options), newKafkaTransaction(t, options)
	load(t, s)
	w.before(kmsg.EndTxn, request, func() {
		load(t, other)
		write(t, other, epochs(consumer.None, consumer.None, 5, 9))
		write(t, other, epochs(5, 9, 7, 10))
		w.fail(kmsg.EndTxn, 3, request)
	})
	if err := s.Write(t.Context(), epochs(consumer.None, consumer.None, 7, 10)); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(onceProduced, committed(t, "out", options)); diff != "" {
		t.Error(diff)
	}
}

// TestKafkaTransactionWriter finds the offsets where the batch leads, after a commit whose end was not known: that was this
// sink's only if the offsets are.
func TestKafkaTransactionWriter(t *testing.T) {
	_, _, options := kafka(t)
	s := newKafkaTransaction(t, options)
	load(t, s)
	write(t, s, epochs(consumer.None, consumer.None, 7, 10))
	open := true
	if err := s.attempt(t.Context(), epochs(5, 9, 7, 10), &open); err != nil {
		t.Error(err)
	}
	s.writer = "another"
	if err := s.attempt(t.Context(), epochs(5, 9, 7, 10), &open); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("error %v", err)
	}
}

// TestKafkaTransactionCrash dies before the commit: the next sink finds the offsets as they were, and writes the batch.
func TestKafkaTransactionCrash(t *testing.T) {
	_, w, options := kafka(t)
	s := newKafkaTransaction(t, options)
	load(t, s)
	ctx, die := context.WithCancel(t.Context())
	w.before(kmsg.EndTxn, request, die)
	b := epochs(consumer.None, consumer.None, 7, 10)
	b.Results = batch(5, 9, 7, 10).Results
	if err := s.Write(ctx, b); err == nil {
		t.Error("no error")
	}
	next := newKafkaTransaction(t, options)
	if got := load(t, next); got != [2]int64{consumer.None, consumer.None} {
		t.Errorf("offsets %v", got)
	}
	write(t, next, b)
	if diff := cmp.Diff(onceProduced, committed(t, "out", options)); diff != "" {
		t.Error(diff)
	}
}

// TestKafkaTransactionWaits loads while a transaction of another group is open in the offsets topic, before the offsets
// in question: it must wait for its end, and not take the readable part for all.
func TestKafkaTransactionWaits(t *testing.T) {
	_, _, options := kafka(t)
	s := newKafkaTransaction(t, options)
	load(t, s)
	told := make(chan string, 1)
	other, err := newProducer(options, kgo.TransactionalID("another"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	record := &kgo.Record{Topic: "offsets", Key: []byte(`{"group":"another","topic":"t","partition":0}`)}
	if err := errors.Join(other.BeginTransaction(), other.ProduceSync(t.Context(), record).FirstErr()); err != nil {
		t.Fatal(err)
	}
	write(t, s, epochs(consumer.None, consumer.None, 7, 10))
	ended := make(chan error, 1)
	go func() {
		if said := <-told; !strings.Contains(said, `level=WARN msg="waiting for records, or for the end of transactions that are open" topic=offsets left=`) {
			t.Errorf("said %q", said)
		}
		ended <- other.EndTransaction(context.WithoutCancel(t.Context()), kgo.TryAbort)
	}()
	waiting := newKafkaTransaction(t, options)
	waiting.Log = slog.New(slog.NewTextHandler(heard(told), nil))
	if got := load(t, waiting); got != [2]int64{7, 10} {
		t.Errorf("offsets %v", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
