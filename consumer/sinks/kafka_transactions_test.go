package sinks

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

func newKafkaTransactions(t *testing.T, options []kgo.Opt) *KafkaTransactions {
	t.Helper()
	s, err := NewKafkaTransactions(KafkaTransactionConfig{Group: "g", Topic: "out", Offsets: "offsets", Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.pause = 0
	return s
}

// only is the part of a batch that is of one of its partitions.
func only(p consumer.Partition, b consumer.Batch) consumer.Batch {
	part := consumer.Batch{Commit: b.Commit}
	part.Ranges = nil
	for _, r := range b.Ranges {
		if r.Partition == p {
			part.Ranges = append(part.Ranges, r)
		}
	}
	for _, r := range b.Results {
		if r.Partition == p {
			part.Results = append(part.Results, r)
		}
	}
	return part
}

// begun is two sinks of one group, which the first one began.
func begun(t *testing.T) (one, two *KafkaTransactions, w *wire, options []kgo.Opt) {
	t.Helper()
	_, w, options = kafka(t)
	one, two = newKafkaTransactions(t, options), newKafkaTransactions(t, options)
	load(t, one)
	write(t, one, epochs(consumer.None, consumer.None, 5, 9))
	if got := load(t, two); got != [2]int64{5, 9} {
		t.Fatalf("offsets %v", got)
	}
	return one, two, w, options
}

// TestKafkaTransactionsShared lets two instances write at the same time, each its own partition, and then lets the second
// take over the other one, too: the first is fenced there.
func TestKafkaTransactionsShared(t *testing.T) {
	one, two, _, options := begun(t)
	b := epochs(5, 9, 7, 10)
	write(t, one, only(p0, b))
	write(t, two, only(p1, b))
	if got := load(t, two); got != [2]int64{7, 10} {
		t.Errorf("offsets %v", got)
	}
	write(t, one, only(p0, epochs(7, 10, 8, 10)))
	if got := load(t, two); got != [2]int64{8, 10} {
		t.Errorf("offsets %v", got)
	}
	write(t, two, epochs(8, 10, 9, 11))
	late := only(p0, epochs(8, 10, 9, 11))
	late.Results = only(p0, b).Results
	if err := one.Write(t.Context(), late); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("overtaken: error %v", err)
	}
	if got := load(t, newKafkaTransactions(t, options)); got != [2]int64{9, 11} {
		t.Errorf("offsets %v", got)
	}
	once := map[int32][]string{0: onceProduced[0], 1: onceProduced[1]}
	for _, p := range []consumer.Partition{p0, p0, p1} { // epochs has the same results in each batch
		once[p.ID] = append(once[p.ID][:len(once[p.ID]):len(once[p.ID])], onceProduced[p.ID]...)
	}
	if diff := cmp.Diff(once, committed(t, "out", options)); diff != "" {
		t.Error(diff)
	}
}

// TestKafkaTransactionsBegin lets two partitions begin, of which one has an offset already: the last one, which says that
// the group has begun, does not begin before the others.
func TestKafkaTransactionsBegin(t *testing.T) {
	_, _, options := kafka(t)
	one, two := newKafkaTransactions(t, options), newKafkaTransactions(t, options)
	load(t, one)
	b := epochs(consumer.None, consumer.None, 5, 9)
	write(t, one, only(p0, b))
	load(t, two)
	if err := two.Write(t.Context(), b); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("error %v", err)
	}
	if got := load(t, two); got != [2]int64{5, consumer.None} {
		t.Errorf("offsets %v", got)
	}
}

// TestKafkaTransactionsLate has the first instance commit after the second has loaded the offsets: the second one is
// refused with the same batch, and goes on behind it.
func TestKafkaTransactionsLate(t *testing.T) {
	one, two, _, options := begun(t)
	write(t, one, epochs(5, 9, 7, 10))
	if err := two.Write(t.Context(), epochs(5, 9, 7, 10)); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("error %v", err)
	}
	if got := load(t, two); got != [2]int64{7, 10} {
		t.Errorf("offsets %v", got)
	}
	if diff := cmp.Diff(onceProduced, committed(t, "out", options)); diff != "" {
		t.Error(diff)
	}
}

// TestKafkaTransactionsCrash has the first instance die with its transactions open: the second aborts them and writes the
// batch, and a commit that arrives after all is refused.
func TestKafkaTransactionsCrash(t *testing.T) {
	one, two, w, options := begun(t)
	ctx, die := context.WithCancel(t.Context())
	w.before(kmsg.EndTxn, request, die)
	if err := one.Write(ctx, only(p0, epochs(5, 9, 7, 10))); err == nil {
		t.Error("no error")
	}
	write(t, two, epochs(5, 9, 7, 10))
	if err := one.Write(t.Context(), only(p0, epochs(5, 9, 7, 10))); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(onceProduced, committed(t, "out", options)); diff != "" {
		t.Error(diff)
	}
}

// TestKafkaTransactionsApart lets two groups write whose names and topics' names read alike one after the other: neither
// fences the other.
func TestKafkaTransactionsApart(t *testing.T) {
	_, _, options := kafka(t)
	type writer struct {
		sink *KafkaTransactions
		p    consumer.Partition
	}
	writers := []writer{{newKafkaTransactions(t, options), consumer.Partition{Topic: "b-c"}}, {newKafkaTransactions(t, options), consumer.Partition{Topic: "c"}}}
	writers[0].sink.Group, writers[1].sink.Group = "a", "a-b"
	move := func(w writer, from, until int64) {
		t.Helper()
		write(t, w.sink, consumer.Batch{Commit: consumer.Commit{TopicID: consumer.TopicID{1}, Ranges: []consumer.Range{{Partition: w.p, From: from, Until: until}}}})
	}
	for _, w := range writers {
		if _, err := w.sink.Load(t.Context(), []consumer.Partition{w.p}); err != nil {
			t.Fatal(err)
		}
		move(w, consumer.None, 0)
	}
	for from := range int64(2) {
		for _, w := range writers {
			move(w, from, from+1)
		}
	}
}

// TestKafkaTransactionsMisused is written to in ways that it must refuse.
func TestKafkaTransactionsMisused(t *testing.T) {
	_, _, options := kafka(t)
	s := newKafkaTransactions(t, options)
	if err := s.Write(t.Context(), consumer.Batch{}); err == nil {
		t.Error("without ranges: no error")
	}
	if _, err := NewKafkaTransactions(KafkaTransactionConfig{Group: "g"}); err == nil {
		t.Error("without topics: no error")
	}
	s.Offsets = "letters"
	if _, err := s.Load(t.Context(), []consumer.Partition{p0}); err == nil {
		t.Error("a topic that forgets: no error")
	}
}

// TestKafkaTransactionsAnchors tells where partitions began, until something else is written of them.
func TestKafkaTransactionsAnchors(t *testing.T) {
	_, _, options := kafka(t)
	s := newKafkaTransactions(t, options)
	load(t, s)
	b := epochs(consumer.None, consumer.None, 5, 9)
	b.Number = consumer.Beginning
	write(t, s, b)
	for _, want := range [][2]bool{{true, true}, {false, true}} {
		got, err := s.Load(t.Context(), []consumer.Partition{p0, p1})
		if err != nil || got[p0].Anchor != want[0] || got[p1].Anchor != want[1] {
			t.Errorf("loaded %v, error %v, want anchors %v", got, err, want)
		}
		if want[0] {
			write(t, s, only(p0, epochs(5, 9, 7, 10)))
		}
	}
}
