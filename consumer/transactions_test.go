package consumer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestTransactions reads a log of which some records were aborted, and whose end is held back by an open transaction.
// Offsets without a visible record are passed over; offsets behind the open transaction are not read.
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

	// Four records and the four markers that ended them.
	m := newMemory()
	c := config(plain, m)
	c.MaxRecordsPerBatch = 3
	if err := Run(m.until(t, 8), c); err != nil {
		t.Fatal(err)
	}
	p := Partition{"t", 0}
	if diff := cmp.Diff([]string{"committed", "committed"}, m.written[p]); diff != "" || m.offsets[p] != 8 {
		t.Errorf("offset %d, want 8; written:\n%s", m.offsets[p], diff)
	}
}
