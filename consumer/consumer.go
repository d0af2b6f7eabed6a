package consumer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// consumer is a running consumer: its configuration, the topic, and how far each partition is stored.
type consumer struct {
	Config
	topic  *topic
	pace   *pace
	known  TopicID // the topic's identity when it was last opened
	stored map[Partition]Position
	failed bool // a loop ended by an error that ends the consumer
}

// Run consumes until the context ends; then it finishes the batches that are under way, stores their offsets and returns
// nil. Any error ends it earlier: it is never safe to go on behind a batch that failed, so the caller starts a new
// consumer, which goes on from what is stored.
//
// The error wraps ErrFenced where somebody else has taken this consumer's place, is a *LossError where OnLoss does not pass a
// loss over, and wraps ErrNotStored where a Start of what is stored finds nothing. A Config that makes no sense is an error
// before anything is asked.
func Run(ctx context.Context, config Config) error {
	config, err := config.withDefaults()
	if err != nil {
		return err
	}
	c := &consumer{Config: config, topic: topicOf(&config)}
	if c.pace, err = newPace(&config); err != nil {
		return err
	}
	for err == nil && ctx.Err() == nil {
		err = c.generation(ctx)
	}
	if ctx.Err() != nil && !c.failed && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx))) {
		return nil
	}
	if errors.Is(err, ErrFenced) && c.Hooks.Fenced != nil {
		c.Hooks.Fenced(err)
	}
	return err
}

// generation runs the consumer for as long as it owns the same partitions of the same logs.
func (c *consumer) generation(ctx context.Context) error {
	err := c.topic.open(ctx)
	if errors.Is(err, ErrRecreated) {
		c.topic.forget()
		return nil
	}
	if err != nil {
		return err
	}
	topic := c.topic.partitions()
	owned, err := c.Group.Join(ctx, topic)
	if err != nil {
		return fmt.Errorf("join the group: %w", err)
	}
	err = c.consume(ctx, topic, owned)
	if owned.Release == nil {
		return err
	}
	return errors.Join(err, owned.Release(context.WithoutCancel(ctx)))
}

// consume works on the partitions that the consumer owns. What ends it and lets the consumer go on is no error: more
// partitions, another owner, or losses that may be passed over.
func (c *consumer) consume(ctx context.Context, topic []Partition, owned Assignment) error {
	if sink, ok := c.Sink.(AssignedSink); ok {
		sink.Assigned(owned.Partitions)
	}
	if err := c.start(ctx, topic, owned.Partitions); err != nil {
		return c.pass(ctx, err)
	}
	c.Log.Info("partitions are assigned", "topic", c.Topic, "of", len(topic), "positions", told(c.stored))
	if c.Hooks.Assign != nil {
		c.Hooks.Assign(maps.Clone(c.stored))
	}
	err := newLoop(c, topic, owned).run(ctx)
	if c.Hooks.Revoke != nil {
		c.Hooks.Revoke(owned.Partitions)
	}
	err = c.pass(ctx, err)
	c.failed = err != nil
	return err
}

// told writes positions for a person: the ids of the partitions, each with its next offset.
func told(positions map[Partition]Position) string {
	var all []string
	for _, p := range slices.SortedFunc(maps.Keys(positions), func(a, b Partition) int { return cmp.Compare(a.ID, b.ID) }) {
		all = append(all, fmt.Sprintf("%d at %d", p.ID, positions[p].Offset))
	}
	return strings.Join(all, ", ")
}

// pass lets the consumer go on after what is no error, or one that Config.OnLoss passes over.
func (c *consumer) pass(ctx context.Context, err error) error {
	if errors.Is(err, ErrRecreated) {
		c.topic.forget()
		return nil // the next start finds offsets of another topic
	}
	if losses, ok := errors.AsType[lossesError](err); ok {
		return c.lose(context.WithoutCancel(ctx), losses)
	}
	return err
}

// finish writes a batch without records and then stores its offsets.
func (c *consumer) finish(ctx context.Context, number int64, ranges []Range) error {
	b := Batch{Commit: Commit{TopicID: c.topic.id, Number: number, Ranges: ranges}}
	if err := c.write(ctx, b); err != nil {
		return err
	}
	if err := c.store(ctx, b.Commit); err != nil {
		return c.conflict(err)
	}
	c.advance(b.Commit)
	return nil
}

// store stores offsets. It comes after the results are written; the order is the promise: a crash between the two
// repeats a batch, and never loses it.
func (c *consumer) store(ctx context.Context, commit Commit) error {
	if err := c.Store.Store(ctx, commit); err != nil {
		return fmt.Errorf("store offsets of %v: %w", commit.Ranges, err)
	}
	return nil
}

// conflict tells of an error of the store, and returns it.
func (c *consumer) conflict(err error) error {
	if errors.Is(err, ErrFenced) && c.Hooks.Conflict != nil {
		c.Hooks.Conflict(err)
	}
	return err
}

// advance notes what is stored.
func (c *consumer) advance(commit Commit) {
	for _, r := range commit.Ranges {
		c.stored[r.Partition] = Position{Offset: r.Until, Epoch: r.Epoch, TopicID: commit.TopicID}
	}
}
