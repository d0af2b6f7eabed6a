package consumer

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestTransactions reads a log of which some records were aborted, and whose end is held back by an open transaction: up to
// the last stable offset, or to the high watermark. Offsets without a record are passed over either way; a transaction's
// end is one.
func TestTransactions(t *testing.T) {
	cluster, plain := newTopic(t, 1)
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.TransactionalID("x"), kgo.DefaultProduceTopic("t"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	produce := func(value string) {
		if err := client.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		if err := client.ProduceSync(t.Context(), kgo.StringRecord(value)).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	for _, end := range []kgo.TransactionEndTry{kgo.TryCommit, kgo.TryAbort, kgo.TryCommit, kgo.TryAbort} {
		produce(map[kgo.TransactionEndTry]string{kgo.TryCommit: "committed", kgo.TryAbort: "aborted"}[end])
		if err := client.EndTransaction(t.Context(), end); err != nil {
			t.Fatal(err)
		}
	}
	produce("open")
	fill(t, plain, 1, 0, 1)

	all := []string{"committed", "aborted", "committed", "aborted", "open", "0-0"}
	for _, c := range []struct {
		isolation Isolation
		until     int64 // four records and the four markers that ended them, and the two records behind them
		want      []string
	}{{"", 8, []string{"committed", "committed"}}, {ReadCommitted, 8, []string{"committed", "committed"}}, {ReadUncommitted, 10, all}} {
		m := newMemory()
		config := config(plain, m)
		config.MaxRecordsPerBatch, config.Isolation = 3, c.isolation
		if err := Run(m.until(t, c.until), config); err != nil {
			t.Fatal(err)
		}
		p := Partition{"t", 0}
		if diff := cmp.Diff(c.want, m.written[p]); diff != "" || m.offsets[p] != c.until {
			t.Errorf("%q: offset %d, want %d; written:\n%s", c.isolation, m.offsets[p], c.until, diff)
		}
	}
}

// TestIsolationBack reads committed where more was read before: what is stored lies behind the last stable offset, which is
// no loss, and nothing to read either.
func TestIsolationBack(t *testing.T) {
	cluster, plain := newTopic(t, 1)
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.TransactionalID("x"), kgo.DefaultProduceTopic("t"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	if err := client.ProduceSync(t.Context(), kgo.StringRecord("open")).FirstErr(); err != nil {
		t.Fatal(err)
	}
	fill(t, plain, 1, 0, 1)
	m := newMemory()
	m.offsets[Partition{"t", 0}] = 2
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	cluster.ControlKey(int16(kmsg.ListOffsets), func(kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		if asked++; asked == 10 {
			cancel()
		}
		return nil, nil, false
	})
	if err := Run(ctx, config(plain, m)); err != nil {
		t.Fatal(err)
	}
	if len(m.events) > 0 {
		t.Errorf("it should wait: %v", m.events)
	}
}

// TestIsolationUnknown refuses a level that is none.
func TestIsolationUnknown(t *testing.T) {
	_, client := newTopic(t, 1)
	c := config(client, newMemory())
	c.Isolation = "serializable"
	if err := Run(t.Context(), c); err == nil {
		t.Error("no error")
	}
}

// TestLossBehindOpenTransaction is of an offset beyond the log's end, with an open transaction before that: what is missing
// begins at the log's end, and not where the transaction does.
func TestLossBehindOpenTransaction(t *testing.T) {
	cluster, plain := newTopic(t, 1)
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.TransactionalID("x"), kgo.DefaultProduceTopic("t"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	fill(t, plain, 1, 0, 3)
	if err := client.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	if err := client.ProduceSync(t.Context(), kgo.StringRecord("open")).FirstErr(); err != nil {
		t.Fatal(err)
	}
	m, p := newMemory(), Partition{"t", 0}
	m.offsets[p] = 9
	err = Run(t.Context(), config(plain, m))
	lost, ok := errors.AsType[*LossError](err)
	if !ok {
		t.Fatalf("error %v", err)
	}
	want := Loss{Missing: Range{p, 4, 9, NoEpoch}, Cause: Truncation, Resume: 4}
	if diff := cmp.Diff(want, lost.Loss); diff != "" {
		t.Error(diff)
	}
}
