package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestIsolation looks at a topic with a transaction that is open: the log ends where it begins for a group that reads
// what is committed, and behind it for one that reads everything. Offsets can be set up to there.
func TestIsolation(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	w.tell(t, 0, "offsets set --offset 70")
	client, err := kgo.NewClient(kgo.SeedBrokers(w.kafka.ListenAddrs()...), kgo.TransactionalID("open"), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := client.ProduceSync(t.Context(), &kgo.Record{Topic: "t", Partition: 2, Value: []byte("open")}).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct{ isolation, lag, show, total, latest string }{
		{"read_committed", "2 70 75 5", "2 70 - 0 75", "20 records in all", "partition 2: 70 -> 75"},
		{"read_uncommitted", "2 70 78 8", "2 70 - 0 78", "23 records in all", "partition 2: 70 -> 78"},
	} {
		got := []string{
			w.row(t, "lag", 3, x.isolation), w.row(t, "offsets show", 3, x.isolation), w.row(t, "lag", 5, x.isolation),
			w.row(t, "offsets set --to latest --partitions 2 --dry-run", 0, x.isolation),
		}
		if diff := cmp.Diff([]string{x.lag, x.show, x.total, x.latest}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.isolation, diff)
		}
	}
}

// row is a line of what a command prints, with a blank between two words.
func (w *world) row(t *testing.T, command string, line int, isolation string) string {
	t.Helper()
	lines := strings.Split(w.tell(t, 0, command, "--kafka.isolation", isolation), "\n")
	return strings.Join(strings.Fields(lines[line]), " ")
}
