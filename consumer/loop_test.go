package consumer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"pgregory.net/rapid"
)

// plant is everything around a loop: a reader, a sink and a store that take their time, fail on demand, and hold the
// loop to its promises.
type plant struct {
	c         Config
	delays    [][3]time.Duration // of reading, writing and storing each batch
	badWrite  int                // the batch that cannot be written, 0 for none
	badStore  int64              // the offset behind which nothing can be stored, 0 for none
	slowReads int                // one in so many reads finds nothing

	mu      sync.Mutex
	reads   int
	given   int
	running int
	started int   // how many batches were begun
	begun   []int // batches whose writing began
	written map[int]bool
	offset  int64
	ended   bool
	faults  []string
}

var (
	errWrite = errors.New("cannot be written")
	errStore = errors.New("cannot be stored")
)

func (p *plant) fault(format string, args ...any) {
	p.faults = append(p.faults, fmt.Sprintf(format, args...))
}

func (p *plant) delay(batch, stage int) { time.Sleep(p.delays[batch%len(p.delays)][stage]) }

// read gives batches of ten offsets.
func (p *plant) read(ctx context.Context) (*batch, error) {
	p.mu.Lock()
	p.reads++
	nothing := p.slowReads > 0 && p.reads%p.slowReads == 0
	if !nothing {
		p.given++
	}
	n := int64(p.given)
	if waiting := p.given - p.started; waiting > 1 {
		p.fault("%d batches are read ahead", waiting)
	}
	p.mu.Unlock()
	p.delay(int(n), 0)
	if nothing {
		return &batch{}, nil
	}
	r := Range{Partition{"t", 0}, (n - 1) * 10, n * 10, NoEpoch}
	records := [][]*kgo.Record{{{Topic: r.Topic, Partition: r.ID, Offset: r.From}}}
	return &batch{Batch: Batch{Commit: Commit{Number: n, Ranges: []Range{r}}}, records: records}, ctx.Err()
}

func (p *plant) Write(ctx context.Context, b Batch) error {
	n := int(b.Number)
	p.mu.Lock()
	p.running++
	p.begun = append(p.begun, n)
	open := n - int(p.offset/10)
	if p.running > p.c.ConcurrentBatches || open > p.c.MaxUncommittedBatches || p.ended {
		p.fault("batch %d begins as number %d, %d beyond what is stored, ended: %v", n, p.running, open, p.ended)
	}
	p.mu.Unlock()
	p.delay(n, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running--
	if n == p.badWrite || ctx.Err() != nil {
		return errWrite
	}
	p.written[n] = true
	return nil
}

func (p *plant) Load(context.Context, []Partition) (map[Partition]Position, error) {
	panic("not called")
}

func (p *plant) Store(_ context.Context, c Commit) error {
	p.delay(int(c.Number), 2)
	p.mu.Lock()
	defer p.mu.Unlock()
	r := c.Ranges[0]
	if len(c.Ranges) != 1 || r.From != p.offset || r.Until != c.Number*10 || p.ended {
		p.fault("stores %v behind %d", c, p.offset)
	}
	for n := r.From/10 + 1; n <= c.Number; n++ {
		if !p.written[int(n)] {
			p.fault("stores batch %d, which is not written", n)
		}
	}
	if p.badStore > 0 && r.Until > p.badStore {
		return errStore
	}
	p.offset = r.Until
	return nil
}

// TestLoop runs random loops in virtual time: with concurrent batches, coalesced commits, idle readers, failures, and a
// stop at any moment. Offsets are stored in order and only over what is written, the bounds hold, a loop that was told to
// stop leaves nothing written and not stored, and nothing runs on behind its end.
func TestLoop(t *testing.T) {
	rapid.Check(t, func(draw *rapid.T) {
		p := drawPlant(draw)
		stop := drawTime(draw, "stop", 400)
		verdict := ""
		synctest.Test(t, func(t *testing.T) { verdict = p.run(t.Context(), stop) })
		if verdict != "" {
			draw.Fatal(verdict)
		}
	})
}

func drawTime(t *rapid.T, name string, most int) time.Duration {
	return time.Duration(rapid.IntRange(0, most).Draw(t, name)) * time.Millisecond
}

func drawPlant(t *rapid.T) *plant {
	small := rapid.IntRange(1, 4)
	p := &plant{
		written:   map[int]bool{},
		badWrite:  rapid.SampledFrom([]int{0, 0, 3, 9}).Draw(t, "bad write"),
		badStore:  rapid.SampledFrom([]int64{0, 0, 20, 70}).Draw(t, "bad store"),
		slowReads: rapid.SampledFrom([]int{0, 2, 3, 5}).Draw(t, "slow reads"),
	}
	for range small.Draw(t, "kinds of batches") {
		p.delays = append(p.delays, [3]time.Duration{drawTime(t, "read", 30), drawTime(t, "write", 30), drawTime(t, "store", 30)})
	}
	p.c = Config{
		Sink: struct{ Sink }{p}, Store: p, Process: func(Record) ([]byte, error) { return nil, nil },
		ConcurrentBatches: small.Draw(t, "concurrent"), CommitEvery: small.Draw(t, "every"),
		CommitInterval: drawTime(t, "interval", 30), BatchInterval: drawTime(t, "batch interval", 30),
		PollInterval: time.Millisecond, DrainTimeout: time.Minute, MaxAttempts: 1, Log: silent,
	}
	p.c.MaxUncommittedBatches = max(p.c.ConcurrentBatches, p.c.CommitEvery) + rapid.IntRange(0, 2).Draw(t, "more")
	return p
}

// loop is the one that the plant is around.
func (p *plant) loop() (*loop, error) {
	p.c.Hooks.BatchStart = func(Commit, []Span) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.started++
	}
	c := p.c
	c.MaxRecordsPerBatch = 1
	pace, err := newPace(&c)
	return &loop{
		consumer: &consumer{Config: p.c, pace: pace, stored: map[Partition]Position{}}, read: p.read, reports: make(chan func()),
	}, err
}

// run runs a loop, stops it after a time, and says what it did wrong.
func (p *plant) run(base context.Context, stop time.Duration) string {
	l, err := p.loop()
	if err != nil {
		return err.Error()
	}
	ctx, cancel := context.WithTimeout(base, stop)
	defer cancel()
	err = l.run(ctx)
	p.mu.Lock()
	p.ended = true
	running := p.running
	unstored := slices.ContainsFunc(p.begun, func(n int) bool { return p.written[n] && int64(n)*10 > p.offset })
	p.mu.Unlock()
	synctest.Wait()
	switch {
	case len(p.faults) > 0:
		return fmt.Sprint(p.faults)
	case running > 0:
		return fmt.Sprintf("%d batches run on", running)
	case err == nil && unstored:
		return fmt.Sprintf("what was written is not stored: %v, offset %d", p.begun, p.offset)
	case err != nil && p.badWrite == 0 && p.badStore == 0:
		return err.Error()
	}
	return ""
}
