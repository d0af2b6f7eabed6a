package consumer

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer/rate"
)

// TestPlan shares a batch of 25 offsets by lag, and passes over what has nothing to read.
func TestPlan(t *testing.T) {
	ps := []Partition{{"t", 0}, {"t", 1}, {"t", 2}, {"t", 3}}
	next := map[Partition]Position{ps[0]: at(10), ps[1]: at(0), ps[2]: at(7), ps[3]: {Offset: 40, Epoch: 5}}
	p, err := newPace(&Config{MaxRecordsPerPartition: 1000, MaxRecordsPerBatch: 25})
	if err != nil {
		t.Fatal(err)
	}
	end := map[Partition]int64{ps[0]: 85, ps[1]: 0, ps[2]: 8, ps[3]: 115}
	want := []Range{{ps[0], 10, 23, NoEpoch}, {ps[3], 40, 52, 5}}
	if diff := cmp.Diff(want, p.plan(ps, next, end, 0)); diff != "" {
		t.Error(diff)
	}
}

// TestBackpressure runs a loop whose sink bears 1,000 records per second, with a log that never ends: after a few
// batches each takes about its interval.
func TestBackpressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pid := rate.DefaultPID()
		c := Config{
			BatchInterval: time.Second, MaxRecordsPerBatch: 100_000, MaxRecordsPerPartition: 100_000,
			Backpressure: &pid, InitialRate: 5000, ConcurrentBatches: 1, MaxUncommittedBatches: 1, CommitEvery: 1, Log: silent,
			Process: func(Record) ([]byte, error) { return nil, nil }, DrainTimeout: time.Minute,
		}
		pace, err := newPace(&c)
		if err != nil {
			t.Fatal(err)
		}
		var spans []int64
		c.Sink, c.Store = slowSink{}, newMemory()
		p := Partition{"t", 0}
		next, number := map[Partition]Position{p: at(0)}, 0
		l := &loop{consumer: &consumer{Config: c, pace: pace, stored: map[Partition]Position{}}, reports: make(chan func())}
		l.read = func(context.Context) (*batch, error) {
			ranges := pace.plan([]Partition{p}, next, map[Partition]int64{p: 1 << 40}, number)
			number++
			next[p] = at(ranges[0].Until)
			spans = append(spans, ranges[0].Until-ranges[0].From)
			b := &batch{Batch: Batch{Commit: Commit{Ranges: ranges}}, records: [][]*kgo.Record{{{Topic: p.Topic, Partition: p.ID}}}}
			return b, nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := l.run(ctx); err != nil {
			t.Fatal(err)
		}
		for i, n := range spans[20:] {
			if n < 500 || n > 1500 {
				t.Errorf("batch %d spans %d offsets: %v", 20+i, n, spans)
			}
		}
	})
}

// slowSink needs a millisecond for each offset of a batch.
type slowSink struct{}

func (slowSink) Write(_ context.Context, b Batch) error {
	for _, r := range b.Ranges {
		time.Sleep(time.Duration(r.Until-r.From) * time.Millisecond)
	}
	return nil
}
