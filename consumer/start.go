package consumer

import (
	"context"
	"errors"
	"maps"
	"slices"
)

// start finds where every partition goes on: at what is stored, else where it begins, which is stored before anything is
// read. Were it not, a crash before the first batch's end would let the next start settle on other offsets, and with Latest
// the records between the two would never be read.
func (c *consumer) start(ctx context.Context, topic, owned []Partition) error {
	if err := c.settle(ctx, topic, owned, -1); err != nil {
		return err
	}
	maps.DeleteFunc(c.stored, func(p Partition, _ Position) bool { return !slices.Contains(owned, p) })
	if err := c.recreated(ctx, owned); err != nil {
		return err
	}
	c.known = c.topic.id
	return nil
}

// settle loads what is stored, and lets partitions without an offset begin. Who is fenced by that looks again what another
// instance has stored meanwhile, for as long as that becomes more. Before is how many positions there were the last time.
func (c *consumer) settle(ctx context.Context, topic, owned []Partition, before int) error {
	stored, seen, err := c.load(ctx, topic, owned)
	if err == nil {
		err = c.begin(ctx, topic, owned, stored)
	}
	if errors.Is(err, ErrFenced) && len(owned) < len(topic) && seen > before {
		return c.settle(ctx, topic, owned, seen)
	}
	return err
}

// begin lets partitions without an offset begin.
//
// A group has not begun as long as its topic's first partition has no offset, which is stored after those of all others,
// and all that is stored are anchors: of a beginning that was cut short. Then the others begin where the policy says, and
// any instance settles that for all of them. One anchor less, and the group has read what it had: the first partition's
// offset was lost, or other software left none. Like a partition that was added to the topic later, it begins at its log's
// start, or what it got before would be lost; but not where a group may only go on from what is stored. All of that is told
// loudly: nothing else tells a new group from one whose name or store was changed by mistake.
func (c *consumer) begin(ctx context.Context, topic, owned []Partition, stored map[Partition]Position) error {
	c.stored = map[Partition]Position{}
	maps.Copy(c.stored, stored)
	has := func(p Partition) bool { _, ok := stored[p]; return ok }
	moved := func(p Partition) bool { return has(p) && !stored[p].Anchor }
	if has(topic[0]) || !c.Start.stored && slices.ContainsFunc(topic, moved) {
		fresh := slices.DeleteFunc(slices.Clone(owned), has)
		return c.anchor(ctx, fresh, Earliest, "partitions without an offset begin at their logs' start")
	}
	notice := "a new group begins"
	if len(stored) > 0 {
		notice = "partitions without an offset begin as in a new group, because the first one has none"
	}
	return c.anchor(ctx, slices.DeleteFunc(slices.Clone(topic), has), c.Start, notice)
}

// anchor settles where partitions without an offset begin, says so, and stores it, that of the first of them last.
func (c *consumer) anchor(ctx context.Context, fresh []Partition, policy StartPolicy, notice string) error {
	if len(fresh) == 0 {
		return nil
	}
	starts, err := policy.resolve(ctx, c.topic, fresh)
	if err != nil {
		return err
	}
	c.Log.Warn(notice, "topic", c.Topic, "start", policy.String(), "partitions", len(fresh))
	var ranges []Range
	for _, p := range fresh {
		ranges = append(ranges, Range{Partition: p, From: None, Until: starts[p], Epoch: NoEpoch})
	}
	return c.finish(context.WithoutCancel(ctx), Beginning, FirstLast(ranges))
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
