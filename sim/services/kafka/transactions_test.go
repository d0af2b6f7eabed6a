package main

import (
	"context"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
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
