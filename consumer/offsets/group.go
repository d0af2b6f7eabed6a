package offsets

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// GroupOptions say how several instances share a topic.
type GroupOptions struct {
	// Assign divides the partitions. All members should have the same. Default Sticky.
	Assign Assignor
}

// Group returns the group of several instances, each with a store of its own, that share a topic's partitions. A member
// registers under ids, agrees with the others on a plan, waits until the partitions that it is to have are given back, and
// then owns them: it creates their owner znodes and bumps their epochs, and reads where to go on after that.
//
// It leaves the group when the store is closed, or when its session ends.
func (z *ZooKeeper) Group(o GroupOptions) consumer.Group {
	assign := o.Assign
	if assign == nil {
		assign = Sticky
	}
	return &instance{ZooKeeper: z, assign: assign, readers: map[string]bool{}}
}

// instance is one member of a group.
type instance struct {
	*ZooKeeper
	assign     Assignor
	topic      string
	partitions int             // of the topic, as far as this member knows
	readers    map[string]bool // whether members read the topic
	// held are partitions whose owner znodes may be this member's.
	held []consumer.Partition
}

// errWait says that a partition which this member is to have is not given back yet.
var errWait = errors.New("partitions are not given back yet")

// Join implements consumer.Group. An error ends it when nothing else has come of the session timeout; who waits for
// partitions waits for as long as it takes.
func (g *instance) Join(ctx context.Context, topic []consumer.Partition) (consumer.Assignment, error) {
	if len(topic) == 0 {
		return consumer.Assignment{}, fmt.Errorf("join group %s: the topic has no partitions", g.group)
	}
	if g.topic != topic[0].Topic {
		g.topic, g.readers = topic[0].Topic, map[string]bool{}
	}
	g.partitions = len(topic)
	reached := time.Now()
	for {
		t, changed, err := g.attempt(ctx)
		if err == nil {
			return t.assignment(), nil
		}
		switch {
		case ctx.Err() != nil:
			return consumer.Assignment{}, ctx.Err()
		case errors.Is(err, errWait):
			reached = time.Now()
			changed.wait(ctx, g.timeout)
			continue
		case errors.Is(err, zk.ErrNoAuth), errors.Is(err, errPlan), time.Since(reached) >= g.timeout:
			return consumer.Assignment{}, fmt.Errorf("join group %s: %w", g.group, err)
		}
		_ = sleep(ctx, pause)
	}
}

// changes tell that something is no longer as it was. Nil channels never do.
type changes struct{ members, planned, given <-chan zk.Event }

// wait waits for a change, or for as long as one may at most go unnoticed.
func (c changes) wait(ctx context.Context, most time.Duration) {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-c.members:
	case <-c.planned:
	case <-c.given:
	case <-t.C:
	case <-ctx.Done():
	}
}
