package consumer

import (
	"context"
	"errors"
	"maps"
	"slices"
)

// start finds where every partition goes on: at what is stored, else where the start policy says, which is stored before
// anything is read. Were it not, a crash before the first batch's end would let the next start settle on other offsets,
// and with Latest the records between the two would never be read.
//
// Only a group that has no offset at all begins where the policy says, and its first instance settles that for all of
// them. A partition that came later begins at its log's start, or what it got before would be lost. Both are told
// loudly: nothing else tells a new group from one whose name or store was changed by mistake.
func (c *consumer) start(ctx context.Context, topic, owned []Partition) error {
	stored, err := c.load(ctx, topic, owned)
	if err != nil {
		return err
	}
	c.stored = map[Partition]Position{}
	var fresh []Partition
	for _, p := range owned {
		if at, ok := stored[p]; ok {
			c.stored[p] = at
		} else {
			fresh = append(fresh, p)
		}
	}
	policy, notice := Earliest, "partitions without an offset begin at their logs' start"
	if len(stored) == 0 {
		fresh, policy, notice = topic, c.Start, "a new group begins"
	}
	if len(fresh) > 0 {
		err := c.anchor(ctx, fresh, policy, notice)
		if errors.Is(err, ErrFenced) && len(owned) < len(topic) && len(stored) == 0 {
			return c.start(ctx, topic, owned) // another instance was first
		}
		if err != nil {
			return err
		}
	}
	maps.DeleteFunc(c.stored, func(p Partition, _ Position) bool { return !slices.Contains(owned, p) })
	if err := c.recreated(ctx, owned); err != nil {
		return err
	}
	c.known = c.topic.id
	return nil
}

// anchor settles where partitions without an offset begin, says so, and stores it.
func (c *consumer) anchor(ctx context.Context, fresh []Partition, policy StartPolicy, notice string) error {
	starts, err := policy.resolve(ctx, c.topic, fresh)
	if err != nil {
		return err
	}
	c.Log.Warn(notice, "topic", c.Topic, "start", policy.String(), "partitions", len(fresh))
	var ranges []Range
	for _, p := range fresh {
		ranges = append(ranges, Range{Partition: p, From: None, Until: starts[p], Epoch: NoEpoch})
	}
	return c.finish(context.WithoutCancel(ctx), ranges)
}

// recreated tells of offsets that count in another topic of the same name.
func (c *consumer) recreated(ctx context.Context, owned []Partition) error {
	var others []Partition
	for _, p := range owned {
		id := c.stored[p].TopicID
		if id == (TopicID{}) {
			id = c.known
		}
		if id != (TopicID{}) && id != c.topic.id {
			others = append(others, p)
		}
	}
	if len(others) == 0 {
		return nil
	}
	starts, err := c.topic.bounds(ctx, others, logStart)
	if err != nil {
		return err
	}
	var losses lossesError
	for _, p := range others {
		missing := Range{Partition: p, From: c.stored[p].Offset, Until: None, Epoch: NoEpoch}
		losses = append(losses, Loss{Missing: missing, Cause: Recreation, Resume: starts[p]})
	}
	return losses
}
