package consumer

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestOrder tells the story of a short run: the start is stored before anything is read, and each batch is written
// before it is stored.
func TestOrder(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 5)
	m := newMemory()
	if err := Run(m.until(t, 10), config(client, m)); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"store [t/1 [-1, 0) t/0 [-1, 0)]",
		"write [t/0 [0, 4) t/1 [0, 3)]: 7 results",
		"store [t/0 [0, 4) t/1 [0, 3)]",
		"write [t/0 [4, 5) t/1 [3, 5)]: 3 results",
		"store [t/0 [4, 5) t/1 [3, 5)]",
	}
	if diff := cmp.Diff(want, m.events); diff != "" {
		t.Error(diff)
	}
}

// TestLeaderMoves moves every leader before each batch is fetched.
func TestLeaderMoves(t *testing.T) {
	cluster, client := newTopic(t, 3)
	fill(t, client, 3, 0, 20)
	m := newMemory()
	ctx := m.until(t, 60)
	stop := m.onStore
	m.onStore = func(ranges []Range) error {
		for p := range int32(3) {
			if err := cluster.MoveTopicPartition("t", p, (cluster.LeaderFor("t", p)+1)%3); err != nil {
				t.Error(err)
			}
		}
		return stop(ranges)
	}
	if err := Run(ctx, config(client, m)); err != nil {
		t.Fatal(err)
	}
	for p := range int32(3) {
		if diff := cmp.Diff(values(p, 0, 20), m.written[Partition{"t", p}]); diff != "" {
			t.Error(diff)
		}
	}
}

// TestFailedBatch lets each stage of the second batch fail: nothing of a later batch is written, and the offsets stay
// behind what is written.
func TestFailedBatch(t *testing.T) {
	broken := errors.New("broken")
	for _, stage := range []string{"process", "write", "store"} {
		t.Run(stage, func(t *testing.T) {
			_, client := newTopic(t, 1)
			fill(t, client, 1, 0, 30)
			m := newMemory()
			c := config(client, m)
			switch stage {
			case "process":
				c.Process = func(r Record) ([]byte, error) {
					if r.Offset == 10 {
						return nil, broken
					}
					return r.Value, nil
				}
			case "write":
				m.onWrite = func(b Batch) error {
					if b.Ranges[0].From == 7 {
						return broken
					}
					return nil
				}
			case "store":
				m.onStore = func(ranges []Range) error {
					if ranges[0].From == 7 {
						return broken
					}
					return nil
				}
			}
			if err := Run(t.Context(), c); !errors.Is(err, broken) {
				t.Fatalf("error %v", err)
			}
			written := 7
			if stage == "store" {
				written = 14
			}
			p := Partition{"t", 0}
			if diff := cmp.Diff(values(0, 0, written), m.written[p]); diff != "" || m.offsets[p] != 7 {
				t.Errorf("offset %d, want 7; written:\n%s", m.offsets[p], diff)
			}
		})
	}
}

// TestTopicGone takes the topic away: what was fetched is finished, then the consumer fails after the retries.
func TestTopicGone(t *testing.T) {
	cluster, client := newTopic(t, 1)
	fill(t, client, 1, 0, 30)
	m := newMemory()
	m.onStore = func(ranges []Range) error {
		if ranges[0].Until == 14 {
			return cluster.DeleteTopic("t")
		}
		return nil
	}
	if err := Run(t.Context(), config(client, m)); err == nil {
		t.Fatal("no error")
	}
	if p := (Partition{"t", 0}); m.offsets[p] != 30 || len(m.written[p]) != 30 {
		t.Errorf("offset %d and %d results, want 30 and 30", m.offsets[p], len(m.written[p]))
	}
}

// TestDrainTimeout ends the context while a batch is being written that does not end: it is called off, and the consumer
// does not claim to have stopped in order.
func TestDrainTimeout(t *testing.T) {
	for _, stage := range []string{"write", "store"} {
		_, client := newTopic(t, 1)
		fill(t, client, 1, 0, 10)
		m := newMemory()
		ctx, cancel := context.WithCancel(t.Context())
		c := config(client, m)
		c.DrainTimeout = time.Millisecond
		hang := func(ctx context.Context) error {
			cancel()
			<-ctx.Done()
			return ctx.Err()
		}
		if stage == "write" {
			c.Sink = hangingSink{hang}
		} else {
			c.Store = hangingStore{m, hang}
		}
		if err := Run(ctx, c); !errors.Is(err, errDrained) {
			t.Errorf("%s: error %v, want %v", stage, err, errDrained)
		}
	}
}

type hangingSink struct{ hang func(context.Context) error }

func (s hangingSink) Write(ctx context.Context, _ Batch) error { return s.hang(ctx) }

type hangingStore struct {
	*memory
	hang func(context.Context) error
}

func (s hangingStore) Store(ctx context.Context, c Commit) error {
	if c.Number == Beginning {
		return s.memory.Store(ctx, c)
	}
	return s.hang(ctx)
}

// TestDrain ends the context while a batch is being written: it is written and stored, and Run returns no error.
func TestDrain(t *testing.T) {
	_, client := newTopic(t, 1)
	fill(t, client, 1, 0, 30)
	m := newMemory()
	ctx, cancel := context.WithCancel(t.Context())
	m.onWrite = func(b Batch) error {
		if b.Ranges[0].From == 7 {
			cancel()
		}
		return nil
	}
	if err := Run(ctx, config(client, m)); err != nil {
		t.Fatal(err)
	}
	if p := (Partition{"t", 0}); m.offsets[p] != 14 || len(m.written[p]) != 14 {
		t.Errorf("offset %d and %d results, want 14 and 14", m.offsets[p], len(m.written[p]))
	}
}
