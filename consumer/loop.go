package consumer

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// errMore ends a loop whose topic has more partitions than it knows.
var errMore = errors.New("topic has more partitions")

// errDrained is what cancels batches that do not end in time.
var errDrained = errors.New("batches under way did not end within the drain timeout")

// loop moves batches through their stages: read ahead, one at a time; processed and written, as many at once as are
// allowed; stored, in order. The loop alone changes its fields. What takes time runs beside it, and reports when it is
// done.
type loop struct {
	*consumer
	read    func(context.Context) (*batch, error)
	owned   Assignment
	reports chan func()
	queue   []*batch // read and not stored yet, in the order of their reading

	reading, storing bool
	working          int
	idle             bool      // nothing was there to read
	nextRead         time.Time // not before
	deadline         time.Time // of the end

	ending, broken bool  // nothing is begun any more; nothing is stored any more
	err            error // the first reason for that
	halt           error // what the reader met: the loop ends by it once all that was read before is stored

	toRead, toWork, toStore context.Context
	stopReading             context.CancelFunc
	abandon, forsake        context.CancelCauseFunc
}

func newLoop(c *consumer, topic []Partition, owned Assignment) *loop {
	next := make(map[Partition]Position, len(owned.Partitions))
	for _, p := range owned.Partitions {
		next[p] = c.stored[p]
	}
	r := reader{
		Config: &c.Config, topic: c.topic, pace: c.pace, partitions: owned.Partitions, next: next, known: len(topic),
		discovered: time.Now(),
	}
	return &loop{consumer: c, read: r.read, owned: owned, reports: make(chan func())}
}

// run runs batches until the context ends, the partitions are to be given back, or something fails. Nothing that it
// began is left running, but fetches ahead, which are cancelled and change nothing.
func (l *loop) run(ctx context.Context) error {
	if ctx.Err() != nil {
		return nil
	}
	base := context.WithoutCancel(ctx)
	l.toRead, l.stopReading = context.WithCancel(base)
	l.toWork, l.abandon = context.WithCancelCause(base)
	l.toStore, l.forsake = context.WithCancelCause(base)
	defer l.stopReading()
	defer l.abandon(nil)
	defer l.forsake(nil)
	stop, revoked, lost := ctx.Done(), l.owned.Revoked, l.owned.Lost
	for {
		wake := l.advance(time.Now())
		if (l.ending || l.halt != nil) && l.quiet() {
			return l.reason()
		}
		timer := time.NewTimer(wake)
		select {
		case report := <-l.reports:
			report()
		case <-stop:
			stop = nil
			l.Log.Info("stopping, behind the batches under way", "batches", len(l.queue), "drain_timeout", l.DrainTimeout)
			l.end(nil)
		case <-revoked:
			revoked = nil
			l.end(nil)
		case <-lost:
			lost = nil
			l.breakOff(fmt.Errorf("partitions are no longer owned: %w", ErrFenced))
		case <-timer.C:
		}
		timer.Stop()
	}
}

// quiet reports whether nothing is under way.
func (l *loop) quiet() bool { return !l.reading && !l.storing && l.working == 0 }

// reason is why the loop ended, nil where it was told to, or is to begin again.
func (l *loop) reason() error {
	if l.err == nil && !errors.Is(l.halt, errMore) {
		return l.halt
	}
	return l.err
}

// end lets what is under way end, and begins nothing more. The first reason is the one that counts.
func (l *loop) end(err error) {
	if l.err == nil {
		l.err = err
	}
	if !l.ending {
		l.ending, l.deadline = true, time.Now().Add(l.DrainTimeout)
		l.stopReading()
	}
}

// breakOff is end for when nothing more may be stored.
func (l *loop) breakOff(err error) {
	l.end(err)
	l.broken = true
	l.abandon(err)
	l.forsake(err)
}

// advance begins whatever can begin now, and returns when to look again.
func (l *loop) advance(now time.Time) (wake time.Duration) {
	wake = time.Hour
	if !l.ending && l.halt == nil {
		l.startWork(now)
		wake = min(wake, l.readAhead(now))
	}
	wake = min(wake, l.commit(now))
	if l.ending && !l.quiet() {
		if !now.Before(l.deadline) {
			l.breakOff(errDrained)
			return wake
		}
		wake = min(wake, l.deadline.Sub(now))
	}
	return wake
}

// readAhead reads the next batch if none is ready, and returns when it is time for that.
func (l *loop) readAhead(now time.Time) time.Duration {
	for _, b := range l.queue {
		if b.stage == ready {
			return time.Hour
		}
	}
	if l.reading {
		return time.Hour
	}
	if wait := l.nextRead.Sub(now); wait > 0 {
		return wait
	}
	l.reading, l.nextRead = true, now.Add(l.BatchInterval)
	if l.Hooks.ReadStart != nil {
		l.Hooks.ReadStart()
	}
	go func() {
		b, err := l.read(l.toRead)
		if b != nil { // not for an error
			b.planned = now
		}
		l.reports <- func() { l.took(b, err) }
	}()
	return time.Hour
}

// took takes what the reader brought. What it met concerns no batch before: they are written and stored in their own time,
// and what they meet counts before it.
func (l *loop) took(b *batch, err error) {
	l.reading, l.idle = false, err == nil && len(b.Ranges) == 0
	switch {
	case err != nil && l.ending: // it was told to stop
	case err != nil:
		l.halt = err
		if !l.quiet() {
			l.Log.Info("reading no further, behind the batches under way", "batches", len(l.queue), "cause", err)
		}
	case l.idle:
		if l.Hooks.Idle != nil {
			l.Hooks.Idle(b.ends)
		}
		l.nextRead = time.Now().Add(max(l.PollInterval, time.Until(l.nextRead)))
	default:
		l.queue = append(l.queue, b)
		if l.Hooks.Plan != nil {
			l.Hooks.Plan(b.Ranges, b.ends)
		}
	}
}
