package consumer

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOutOfRange starts from offsets that the log does not have, and wants to be told which.
func TestOutOfRange(t *testing.T) {
	p := Partition{"t", 0}
	for _, c := range []struct {
		name   string
		stored int64
		want   OutOfRangeError
	}{
		{"removed by retention", 3, OutOfRangeError{Missing: Range{p, 3, 12}, Start: 12, End: 30}},
		{"beyond the end", 40, OutOfRangeError{Missing: Range{p, 30, 40}, Start: 12, End: 30}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster, client := newTopic(t, 1)
			fill(t, client, 1, 0, 30)
			if err := cluster.DeleteRecords("t", 0, 12); err != nil {
				t.Fatal(err)
			}
			m := newMemory()
			m.offsets[p] = c.stored
			err := Run(t.Context(), config(client, m))
			got, ok := errors.AsType[*OutOfRangeError](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(c.want, *got); diff != "" {
				t.Error(diff)
			}
			if len(m.events) != 0 {
				t.Errorf("events %v", m.events)
			}
		})
	}
}

// TestRecreated deletes the topic under a running consumer and creates it again.
func TestRecreated(t *testing.T) {
	cluster, client := newTopic(t, 1)
	fill(t, client, 1, 0, 30)
	m := newMemory()
	m.onStore = func(ranges []Range) error {
		if ranges[0].Until != 14 {
			return nil
		}
		return errors.Join(cluster.DeleteTopic("t"), cluster.CreateTopic("t", 1, nil))
	}
	if err := Run(t.Context(), config(client, m)); !errors.Is(err, ErrRecreated) {
		t.Fatalf("error %v", err)
	}
}
