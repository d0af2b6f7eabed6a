package consumer

import "time"

// startWork begins batches that were read, as far as the bounds allow.
func (l *loop) startWork(now time.Time) {
	open := 0
	for _, b := range l.queue {
		if b.stage == ready {
			if l.working >= l.ConcurrentBatches || open >= l.MaxUncommittedBatches {
				return
			}
			b.stage, b.started = working, now
			l.working++
			if l.Hooks.BatchStart != nil {
				l.Hooks.BatchStart(b.Commit, b.spans())
			}
			go func() {
				err := l.consumer.work(l.toWork, b)
				l.reports <- func() { l.worked(b, err) }
			}()
		}
		open++
	}
}

// worked takes a batch that was written, or has failed.
func (l *loop) worked(b *batch, err error) {
	l.working--
	if err != nil {
		b.stage = failed
		l.end(err)
		l.abandon(err)
		return
	}
	b.stage, b.written = written, time.Now()
	l.pace.completed(b)
	if l.Hooks.Output != nil {
		l.Hooks.Output(b.Batch, b.written.Sub(b.started))
	}
	for _, letter := range b.letters {
		l.Log.Warn("record was passed over", "partition", letter.Partition.String(), "offset", letter.Offset, "cause", letter.Cause)
		if l.Hooks.DeadLetter != nil {
			l.Hooks.DeadLetter(letter)
		}
	}
	b.records, b.Results, b.letters = nil, nil, nil
}

// commit stores what lies written at the head of the queue, if that is due, and returns when it will be.
func (l *loop) commit(now time.Time) time.Duration {
	n := 0
	for n < len(l.queue) && l.queue[n].stage == written {
		n++
	}
	if n == 0 || l.storing || l.broken {
		return time.Hour
	}
	if wait := l.due(n, now); wait > 0 {
		return wait
	}
	head := l.queue[:n:n]
	c := merge(head)
	l.storing = true
	go func() {
		err := l.store(l.toStore, c)
		l.reports <- func() { l.wasStored(c, n, now, err) }
	}()
	return time.Hour
}

// due returns how long the n batches that could be stored may wait for others.
func (l *loop) due(n int, now time.Time) time.Duration {
	full := n >= l.CommitEvery || n >= l.MaxUncommittedBatches
	last := l.ending || l.halt != nil || l.idle && n == len(l.queue)
	if full || last {
		return 0
	}
	if l.CommitInterval == 0 {
		return time.Hour
	}
	return l.queue[0].written.Add(l.CommitInterval).Sub(now)
}

// wasStored takes what was stored, or could not be.
func (l *loop) wasStored(c Commit, n int, began time.Time, err error) {
	l.storing = false
	if err != nil {
		l.breakOff(l.conflict(err))
		return
	}
	l.consumer.advance(c)
	l.queue = l.queue[n:]
	if l.Hooks.Commit != nil {
		uncommitted := 0
		for _, b := range l.queue {
			if b.stage != ready {
				uncommitted++
			}
		}
		l.Hooks.Commit(c, time.Since(began), n, uncommitted)
	}
}
