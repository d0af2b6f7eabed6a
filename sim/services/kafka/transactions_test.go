package main

import (
	"context"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// What a transaction appends is recorded when it is committed, and never if it is aborted or left open.
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
	transact("c", ending(kgo.TryCommit))
	wantFacts(t, w, "kafka.append", appended(0, 4, "", "c")+" txn=2")
	transact("d", func() error { return nil })
	wantFacts(t, w, "kafka.append")
	if len(s.held) != 1 {
		t.Errorf("%d transactions are held, want the open one", len(s.held))
	}
}
