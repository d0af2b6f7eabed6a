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

// settle loads what is stored, and lets partitions without an offset begin. Before is how many had one the last time.
//
// A group has begun when the topic's first partition has an offset, which is stored after those of all others. Until then
// they begin where the policy says, and any instance settles that for all of them; what has an offset keeps it, be it of a
// beginning that was cut short or of other software that left none for the first partition. A partition without an offset
// in a group that has begun came later, and begins at its log's start, or what it got before would be lost. All of that is
// told loudly: nothing else tells a new group from one whose name or store was changed by mistake.
//
// Who is fenced where a group begins looks again what another instance has stored, for as long as that becomes more.
func (c *consumer) settle(ctx context.Context, topic, owned []Partition, before int) error {
	stored, err := c.load(ctx, topic, owned)
	if err != nil {
		return err
	}
	c.stored = map[Partition]Position{}
	maps.Copy(c.stored, stored)
	has := func(p Partition) bool { _, ok := stored[p]; return ok }
	fresh := slices.DeleteFunc(slices.Clone(topic), has)
	if begun := len(fresh) == 0 || fresh[0] != topic[0]; begun {
		fresh = slices.DeleteFunc(slices.Clone(owned), has)
		return c.anchor(ctx, fresh, Earliest, "partitions without an offset begin at their logs' start")
	}
	notice := "a new group begins"
	if len(stored) > 0 {
		notice = "partitions without an offset begin as in a new group, because the first one has none"
	}
	err = c.anchor(ctx, fresh, c.Start, notice)
	if errors.Is(err, ErrFenced) && len(owned) < len(topic) && len(stored) > before {
		return c.settle(ctx, topic, owned, len(stored))
	}
	return err
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
	for _, p := range slices.Concat(fresh[1:], fresh[:1]) {
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
