package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os/exec"
	"slices"
	"sync"
)

// A pool is the supervisor of worker processes.
type pool struct {
	command  func() *exec.Cmd // a new worker
	setup    setup
	size     int
	patience patience
	heard    func(job, message) // where set, is told of each beat, one at a time
}

// spoiltMax is how many workers in a row one place of the pool may lose before they ran a case: no case is to blame then.
const spoiltMax = 3

// run has all jobs done and calls done for each, one at a time, in the order in which they end. A worker that is lost costs
// the case that it was at, which is answered by an error, and nothing else. It returns early only where the context
// ends, or where workers do not get as far as running a case.
func (p pool) run(ctx context.Context, jobs []job, done func(job, message)) error {
	p.size = min(p.size, len(jobs))
	return p.stream(ctx, slices.Values(jobs), done)
}

// stream is run for jobs that are made as they are handed out.
func (p pool) stream(ctx context.Context, jobs iter.Seq[job], done func(job, message)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	queue := make(chan job)
	var feeder sync.WaitGroup
	defer feeder.Wait()
	defer cancel(nil) // before the feeder is waited for
	feeder.Go(func() {
		defer close(queue)
		for j := range jobs {
			select {
			case queue <- j:
			case <-ctx.Done():
				return
			}
		}
	})
	var mu sync.Mutex
	if heard := p.heard; heard != nil {
		p.heard = func(j job, m message) {
			mu.Lock()
			defer mu.Unlock()
			heard(j, m)
		}
	}
	var places sync.WaitGroup
	for range p.size {
		places.Go(func() {
			err := p.place(ctx, queue, func(j job, m message) {
				mu.Lock()
				defer mu.Unlock()
				done(j, m)
			})
			if err != nil {
				cancel(err)
			}
		})
	}
	places.Wait()
	return context.Cause(ctx)
}

// place does jobs with one worker at a time.
func (p pool) place(ctx context.Context, queue <-chan job, done func(job, message)) error {
	var c *child
	defer func() {
		if c != nil {
			c.close()
		}
	}()
	spoilt := 0
	for j := range queue {
		if ctx.Err() != nil {
			return nil
		}
		if c == nil {
			var err error
			if c, err = startChild(p.command(), p.setup, p.patience); err != nil {
				return err
			}
			c.heard = p.heard
		}
		answer, err := c.do(ctx, j)
		var lost *lostError
		if err == nil {
			spoilt = 0
		} else if c = nil; !errors.As(err, &lost) {
			return nil // the context ended, which is not this worker's doing
		} else {
			answer = j.failed(err)
			if spoilt++; lost.at.Phase == running {
				spoilt = 0
			}
		}
		done(j, answer)
		if spoilt == spoiltMax {
			return fmt.Errorf("give up after %d workers in a row: %w", spoilt, err)
		}
	}
	return nil
}
