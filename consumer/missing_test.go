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
		want   Loss
	}{
		{"removed by retention", 3, Loss{Missing: Range{p, 3, 12, NoEpoch}, Cause: Retention, Resume: 12}},
		{"beyond the end", 40, Loss{Missing: Range{p, 30, 40, NoEpoch}, Cause: Truncation, Resume: 30}},
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
			got, ok := errors.AsType[*LossError](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(c.want, got.Loss); diff != "" {
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
	err := Run(t.Context(), config(client, m))
	got, ok := errors.AsType[*LossError](err)
	if want := (Loss{Range{Partition{"t", 0}, 30, None, NoEpoch}, Recreation, 0}); !ok || got.Loss != want {
		t.Fatalf("error %v, want %v", err, want)
	}
	if text := got.Error(); text != "offsets are lost: t/0 from 30 on is not in the log (recreation), which goes on at 0" {
		t.Errorf("said %q", text)
	}
}
