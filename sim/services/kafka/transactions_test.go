package main

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// What a transaction appends is recorded when it ends, as what it has come to be, and never if it is left open.
func TestTransactionsAreRecordedWhenTheyAreCommitted(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	c := client(t, s, kgo.DefaultProduceTopic("t"), kgo.TransactionalID("x"))
	transact := func(value string, end func() error) {
		t.Helper()
		if err := c.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		if err := produce(c, value); err != nil {
			t.Fatal(err)
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
	ending := func(how kgo.TransactionEndTry) func() error {
		return func() error { return c.EndTransaction(context.Background(), how) }
	}
	transact("a", func() error {
		wantFacts(t, w, "kafka.append")
		return c.EndTransaction(context.Background(), kgo.TryCommit)
	})
	wantFacts(t, w, "kafka.append", appended(0, 0, "", "a")+" txn=1")
	transact("b", ending(kgo.TryAbort))
	wantFacts(t, w, "kafka.aborted", strings.Replace(appended(0, 2, "", "b"), "kafka.append", "kafka.aborted", 1))
	transact("c", ending(kgo.TryCommit))
	wantFacts(t, w, "kafka.append", appended(0, 4, "", "c")+" txn=2")
	transact("d", func() error { return nil })
	wantFacts(t, w, "kafka.append")
	if len(s.held) != 1 {
		t.Errorf("%d transactions are held, want the open one", len(s.held))
	}
}

// aborts are the facts so far that tell of aborts.
func (w *world) aborts() (list []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.facts {
		if strings.HasSuffix(f.name, "aborted") {
			list = append(list, f.String())
		}
	}
	return list
}

// A second producer of a transactional id has the brokers abort what the first has open, and the first cannot commit it.
func TestFencedTransactionsAreRecorded(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	begin := func(value string) *kgo.Client {
		t.Helper()
		c := client(t, s, kgo.DefaultProduceTopic("t"), kgo.TransactionalID("x"))
		if err := c.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		if err := produce(c, value); err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := begin("a")
	wantFacts(t, w, "kafka.transaction_aborted")
	second := begin("b")
	told, want := w.aborts(), []string{
		`kafka.transaction_aborted by="fencing"`,
		strings.Replace(appended(0, 0, "", "a"), "kafka.append", "kafka.aborted", 1) + ` by="fencing"`,
	}
	if !slices.Equal(told, want) {
		t.Errorf("recorded %q, want %q", told, want)
	}
	if err := first.EndTransaction(context.Background(), kgo.TryCommit); err == nil {
		t.Error("who is fenced has committed")
	}
	wantFacts(t, w, "kafka.append")
	if err := second.EndTransaction(context.Background(), kgo.TryCommit); err != nil {
		t.Fatal(err)
	}
	wantFacts(t, w, "kafka.append", appended(0, 2, "", "b")+" txn=1")
}

// kfake says in its log that it aborts a transaction for its time-out. What is held of this one is so before it begins, which
// its time-out of a millisecond cannot overtake.
func TestTransactionsThatTimeOutAreRecorded(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	c := client(t, s)
	init := kmsg.NewPtrInitProducerIDRequest()
	init.TransactionalID, init.TransactionTimeoutMillis = kmsg.StringPtr("x"), 1
	producer, err := init.RequestWith(t.Context(), c)
	if err != nil || producer.ErrorCode != 0 {
		t.Fatal(err, producer)
	}
	ended := make(chan ending, 2)
	s.hold(transaction{producer.ProducerID, producer.ProducerEpoch}, "c", func(e ending) { ended <- e })
	begin := kmsg.NewPtrAddPartitionsToTxnRequest()
	begin.TransactionalID, begin.ProducerID, begin.ProducerEpoch = "x", producer.ProducerID, producer.ProducerEpoch
	begin.Topics = []kmsg.AddPartitionsToTxnRequestTopic{{Topic: "t", Partitions: []int32{0}}}
	if _, err := begin.RequestWith(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if e := <-ended; e != (ending{by: byTimeout}) {
		t.Errorf("it ended as %+v", e)
	}
	wantFacts(t, w, "kafka.transaction_aborted", `kafka.transaction_aborted by="time-out"`)
}
