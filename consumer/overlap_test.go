package consumer

import (
	"cmp"
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// slowPlant gives batches at once, and has a sink that takes 100 ms for the first of three, and a little more for the others.
func slowPlant(concurrent int) *plant {
	p := &plant{written: map[int]bool{}}
	for _, more := range []time.Duration{2, 0, 1} {
		p.delays = append(p.delays, [3]time.Duration{0, 100*time.Millisecond + more*time.Millisecond, 0})
	}
	p.c = Config{
		Sink: struct{ Sink }{p}, Store: p, Process: func(Record) ([]byte, error) { return nil, nil }, ConcurrentBatches: concurrent,
		CommitEvery: 1, MaxUncommittedBatches: concurrent, PollInterval: time.Millisecond, DrainTimeout: time.Minute, MaxAttempts: 1, Log: silent,
	}
	return p
}

// runUntil runs the plant's loop until the stop.
func (p *plant) runUntil(t *testing.T, l *loop, stop time.Duration) error {
	ctx, cancel := context.WithTimeout(t.Context(), stop)
	defer cancel()
	return l.run(ctx)
}

// TestStagesOverlap asks that as many batches are written at once as may be, where the sink is what is slow.
func TestStagesOverlap(t *testing.T) {
	for _, concurrent := range []int{1, 2, 5} {
		synctest.Test(t, func(t *testing.T) {
			p := slowPlant(concurrent)
			l, err := p.loop()
			if err != nil {
				t.Fatal(err)
			}
			if err := p.runUntil(t, l, 1050*time.Millisecond); err != nil {
				t.Fatal(err)
			}
			if got, want := len(p.written), 11*concurrent; got != want || p.offset != int64(want)*10 || len(p.faults) > 0 {
				t.Errorf("%d at once: %d batches are written in 1.1 s, and stored to %d, want %d; %v", concurrent, got, p.offset, want, p.faults)
			}
		})
	}
}

// TestHaltsBehindWork lets the reader meet something while three batches are written: they are stored first, without a drain's limit,
// and what they meet themselves comes before it. A stop meanwhile does not hide it.
func TestHaltsBehindWork(t *testing.T) {
	met := errors.New("what the reader met")
	for name, c := range map[string]struct {
		reads  error
		change func(*plant)
		stop   time.Duration
		want   error
		offset int64
	}{
		"an error":                   {reads: met, want: met, offset: 30},
		"more partitions":            {reads: errMore, offset: 30},
		"an error, and a stop":       {reads: met, stop: 50 * time.Millisecond, want: met, offset: 30},
		"more partitions and a stop": {reads: errMore, stop: 50 * time.Millisecond, offset: 30},
		"a batch fails":              {reads: met, change: func(p *plant) { p.badWrite = 2 }, want: errWrite, offset: 10},
		"a store fails":              {reads: errMore, change: func(p *plant) { p.badStore = 20 }, want: errStore, offset: 20},
		"slower than a drain":        {reads: met, change: func(p *plant) { p.c.DrainTimeout = time.Millisecond }, want: met, offset: 30},
		"commits are rare":           {reads: met, change: func(p *plant) { p.c.CommitEvery, p.c.MaxUncommittedBatches = 9, 9 }, want: met, offset: 30},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := slowPlant(4)
				if c.change != nil {
					c.change(p)
				}
				l, err := p.loop()
				if err != nil {
					t.Fatal(err)
				}
				l.read = func(ctx context.Context) (*batch, error) {
					if p.given == 3 {
						return nil, c.reads
					}
					return p.read(ctx)
				}
				err = p.runUntil(t, l, cmp.Or(c.stop, time.Hour))
				if !errors.Is(err, c.want) || p.offset != c.offset || len(p.faults) > 0 {
					t.Errorf("ended with %v at %d, want %v at %d; %v", err, p.offset, c.want, c.offset, p.faults)
				}
			})
		})
	}
}
