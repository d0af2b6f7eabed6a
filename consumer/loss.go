package consumer

import (
	"cmp"
	"context"
)

// lose asks what becomes of the losses, and moves the offsets behind those that may be passed over. What was read and not
// stored when a loss was met is read again, or lost with the rest.
func (c *consumer) lose(ctx context.Context, losses []Loss) error {
	var skipped []Range
	var refused error
	for _, l := range losses {
		at := c.stored[l.Missing.Partition].Offset
		if !l.since(at) {
			continue
		}
		err := c.OnLoss(l)
		c.Log.Error("offsets are lost", "partition", l.Missing.Partition.String(), "from", l.Missing.From,
			"until", l.Missing.Until, "cause", string(l.Cause), "resume", l.Resume, "ends", err != nil)
		if c.Hooks.Loss != nil {
			c.Hooks.Loss(l)
		}
		if err != nil {
			refused = cmp.Or(refused, err) // the others are told of too, before this ends the consumer
			continue
		}
		skipped = append(skipped, Range{Partition: l.Missing.Partition, From: at, Until: l.Resume, Epoch: NoEpoch})
	}
	if refused != nil || len(skipped) == 0 {
		return refused
	}
	c.known = c.topic.id
	return c.finish(ctx, 0, skipped)
}

// since sets what is missing by the offset that is stored, and reports whether anything is.
func (l *Loss) since(stored int64) bool {
	switch l.Cause {
	case Retention:
		l.Missing.From, l.Missing.Until = stored, l.Resume
	case Truncation:
		l.Missing.From, l.Missing.Until = l.Resume, stored
	case Recreation:
		return true
	case Divergence:
		l.Missing.From, l.Missing.Until, l.Resume = None, stored, stored
		return true
	}
	return l.Missing.From < l.Missing.Until
}
