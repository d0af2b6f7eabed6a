package consumer

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLatest starts at the end of the log. What is appended between the first start and a crash before the first batch
// is read by the next start, because the first one stored where it began.
func TestLatest(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 5)
	m := newMemory()
	c := config(client, m)
	c.Start = Latest
	crash, cancel := context.WithCancel(t.Context())
	m.onStore = func([]Range) error { cancel(); return nil }
	if err := Run(crash, c); err != nil {
		t.Fatal(err)
	}
	fill(t, client, 2, 5, 5)
	if err := Run(m.until(t, 20), c); err != nil {
		t.Fatal(err)
	}
	for p := range int32(2) {
		if diff := cmp.Diff(values(p, 5, 5), m.written[Partition{"t", p}]); diff != "" {
			t.Error(diff)
		}
	}
}

// TestNewPartition finds a partition without an offset in a group that has begun: it starts at the log's start, although
// the policy is to start at the end.
func TestNewPartition(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 5)
	m := newMemory()
	m.offsets[Partition{"t", 0}] = 5
	c := config(client, m)
	c.Start = Latest
	if err := Run(m.until(t, 10), c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[Partition][]string{{"t", 1}: values(1, 0, 5)}, m.written); diff != "" {
		t.Error(diff)
	}
}
