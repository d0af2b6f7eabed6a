package consumer

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestResume passes over what retention removed, while it reads and before it starts, and tells exactly what.
func TestResume(t *testing.T) {
	p := Partition{"t", 0}
	for _, c := range []struct {
		name    string
		remove  int64 // at which stored offset the log's start is moved to 22
		missing Range
	}{
		{"before the start", 0, Range{p, 3, 22, NoEpoch}},
		{"while it reads", 10, Range{p, 10, 22, NoEpoch}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster, client := newTopic(t, 1)
			fill(t, client, 1, 0, 30)
			m := newMemory()
			m.offsets[p] = 3
			remove := func() error { return cluster.DeleteRecords("t", 0, 22) }
			if c.remove == 0 {
				if err := remove(); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			m.onStore = func(ranges []Range) error {
				if ranges[0].Until == c.remove {
					return remove()
				}
				if ranges[0].Until == 30 {
					cancel()
				}
				return nil
			}
			var told []Loss
			conf := config(client, m)
			conf.OnLoss, conf.Hooks.Loss = Resume, func(l Loss) { told = append(told, l) }
			if err := Run(ctx, conf); err != nil {
				t.Fatal(err)
			}
			if len(told) > 1 || len(told) == 1 && told[0] != (Loss{c.missing, Retention, 22}) {
				t.Errorf("told %v, want %v", told, c.missing)
			}
			want := values(0, 3, int(c.missing.From)-3)
			if len(told) == 0 {
				want = values(0, 3, 19) // all of it was fetched before
			}
			if diff := cmp.Diff(append(want, values(0, 22, 8)...), m.written[p]); diff != "" || m.offsets[p] != 30 {
				t.Errorf("offset %d, want 30; written:\n%s", m.offsets[p], diff)
			}
		})
	}
}

// TestStartOver goes on at the start of a topic that was created again, found out while it runs or at the next start,
// with a store that keeps topic ids and with one that does not.
func TestStartOver(t *testing.T) {
	for _, ids := range []bool{true, false} {
		cluster, client := newTopic(t, 1)
		fill(t, client, 1, 0, 30)
		m := newMemory()
		m.ids = ids
		p := Partition{"t", 0}
		again := func() error {
			if err := errors.Join(cluster.DeleteTopic("t"), cluster.CreateTopic("t", 1, nil)); err != nil {
				return err
			}
			fresh := newClient(t, cluster) // one that knows the old topic waits for it
			fill(t, fresh, 1, 100, 3)
			return nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		m.onStore = func(ranges []Range) error {
			switch ranges[0].Until {
			case 14:
				return again()
			case 3:
				cancel()
			}
			return nil
		}
		c := config(client, m)
		c.OnLoss = Resume
		if err := Run(ctx, c); err != nil {
			t.Fatal(err)
		}
		last := m.written[p][max(0, len(m.written[p])-3):]
		if diff := cmp.Diff(values(0, 100, 3), last); diff != "" {
			t.Errorf("store with ids %v: %s", ids, diff)
		}
		if !ids {
			continue
		}
		if err := again(); err != nil {
			t.Fatal(err)
		}
		m.onStore = nil
		err := Run(t.Context(), config(client, m))
		if got, ok := errors.AsType[*LossError](err); !ok || got.Cause != Recreation {
			t.Errorf("at the next start: %v", err)
		}
	}
}

// TestPolicies starts a new group as each policy says.
func TestPolicies(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 10)
	p0, p1 := Partition{"t", 0}, Partition{"t", 1}
	for _, c := range []struct {
		name   string
		policy StartPolicy
		want   map[Partition]int64
	}{
		{"earliest", Earliest, map[Partition]int64{p0: 0, p1: 0}},
		{"latest", Latest, map[Partition]int64{p0: 10, p1: 10}},
		{"exactly", StartExactly(map[int32]int64{0: 4, 1: 7}), map[Partition]int64{p0: 4, p1: 7}},
		{"exactly, one missing", StartExactly(map[int32]int64{0: 4}), nil},
		{"stored only", StoredOnly, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory()
			conf := config(client, m)
			conf.Start = c.policy
			ctx, cancel := context.WithCancel(t.Context())
			var began map[Partition]int64
			m.onStore = func(ranges []Range) error {
				began = map[Partition]int64{}
				for _, r := range ranges {
					began[r.Partition] = r.Until
				}
				cancel()
				return nil
			}
			err := Run(ctx, conf)
			if (c.want == nil) != (err != nil) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(c.want, began); diff != "" {
				t.Error(diff)
			}
		})
	}
}
