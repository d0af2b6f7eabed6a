package offsets

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/onceover/onceover/consumer"
)

// conditional makes a consumer.Store of a medium. Whatever became of a write, and before the first attempt of each, the
// entries are read: those that are as wanted need no write any more, those that are as this store knows them are written,
// and all others were made by somebody else.
type conditional struct {
	medium
	patience Patience
	writer   string // begins the marks of this store
	writes   int64
	known    map[consumer.Partition]entry
	again    time.Duration // after which entries are written again, which a medium would forget; 0: it forgets none
}

func newConditional(m medium, p Patience) *conditional {
	writer := make([]byte, 8)
	rand.Read(writer) // never fails
	p.RetryBackoff = cmp.Or(p.RetryBackoff, 100*time.Millisecond)
	p.RetryTimeout = cmp.Or(p.RetryTimeout, 30*time.Second)
	return &conditional{medium: m, patience: p, writer: hex.EncodeToString(writer), known: map[consumer.Partition]entry{}}
}

// load is consumer.Store's Load.
func (c *conditional) load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	var held map[consumer.Partition]entry
	err := c.persist(ctx, func(ctx context.Context) (err error) {
		held, err = c.read(ctx, partitions)
		return err
	})
	if err != nil {
		return nil, err
	}
	positions := make(map[consumer.Partition]consumer.Position, len(held))
	for _, p := range partitions {
		e, ok := held[p]
		if !ok {
			c.known[p] = nothing
			continue
		}
		c.known[p], positions[p] = e, e.Position
	}
	return positions, nil
}

// store is consumer.Store's Store. After an error the partitions must be loaded before they are stored again.
func (c *conditional) store(ctx context.Context, commit consumer.Commit) error {
	updates, err := c.updates(commit)
	if err != nil {
		return err
	}
	before := make(map[consumer.Partition]entry, len(updates))
	for _, w := range updates {
		before[w.Partition] = c.known[w.Partition]
		delete(c.known, w.Partition)
	}
	idle := c.idle()
	err = c.persist(ctx, func(ctx context.Context) error {
		left, err := c.left(ctx, updates, before)
		if err != nil || len(left) == 0 {
			return err
		}
		again, err := c.unchanged(ctx, idle, commit.TopicID)
		if err != nil {
			return err
		}
		if err = c.write(ctx, commit.Number, append(left, again...)); err == nil {
			c.renewed(idle)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, w := range updates {
		c.known[w.Partition] = w.entry
	}
	return nil
}

// updates are the entries that a commit makes of what is known.
func (c *conditional) updates(commit consumer.Commit) ([]update, error) {
	c.writes++
	mark := c.writer + "-" + strconv.FormatInt(c.writes, 10)
	updates := make([]update, 0, len(commit.Ranges))
	named := make(map[consumer.Partition]bool, len(commit.Ranges))
	for _, r := range commit.Ranges {
		known, ok := c.known[r.Partition]
		switch {
		case !ok:
			return nil, fmt.Errorf("store %v: the partition was not loaded before", r)
		case named[r.Partition] || r.Until < 0:
			return nil, fmt.Errorf("store %v: it is no range, or not the partition's only one", r)
		case known.Offset != r.From:
			return nil, fmt.Errorf("store %v: the offset is %d: %w", r, known.Offset, consumer.ErrFenced)
		}
		named[r.Partition] = true
		at := consumer.Position{Offset: r.Until, Epoch: r.Epoch, TopicID: commit.TopicID}
		updates = append(updates, update{r.Partition, entry{Position: at, mark: mark, since: time.Now()}})
	}
	return updates, nil
}

// left are the updates that are not made.
func (c *conditional) left(ctx context.Context, updates []update, before map[consumer.Partition]entry) ([]update, error) {
	partitions := make([]consumer.Partition, len(updates))
	for i, w := range updates {
		partitions[i] = w.Partition
	}
	held, err := c.read(ctx, partitions)
	if err != nil {
		return nil, err
	}
	var left []update
	for _, w := range updates {
		e, ok := held[w.Partition]
		if !ok {
			e = nothing
		}
		switch {
		case e.is(w.entry):
		case e.is(before[w.Partition]):
			left = append(left, w)
		default:
			return nil, fmt.Errorf("store offset %d of %v: found %d instead of %d, written by %q: %w",
				w.Offset, w.Partition, e.Offset, before[w.Partition].Offset, e.mark, consumer.ErrFenced)
		}
	}
	return left, nil
}

// persist attempts something until it succeeds, fails for good, or time is over.
func (c *conditional) persist(caller context.Context, attempt func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(caller, c.patience.RetryTimeout)
	defer cancel()
	wait := c.patience.RetryBackoff
	var cause error
	for {
		err := attempt(ctx)
		if _, again := errors.AsType[passing](err); !again {
			return err
		}
		if cause == nil || ctx.Err() == nil { // that time is over says less than what went on before
			cause = err
		}
		err = sleep(ctx, wait)
		if caller.Err() != nil {
			return fmt.Errorf("%w; until then: %w", context.Cause(caller), cause)
		}
		if err != nil {
			return fmt.Errorf("give up: %w", cause)
		}
		wait = min(2*wait, max(longestBackoff, c.patience.RetryBackoff))
	}
}
