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
	// Assign divides the partitions. All members should have the same. Default Range, as Kafka's own.
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
		assign = Range
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
	var waits waiting
	for {
		t, changed, err := g.attempt(ctx)
		if err == nil {
			waits.end(g.log)
			return t.assignment(), nil
		}
		wait, waiting := errors.AsType[*waitError](err)
		switch {
		case ctx.Err() != nil:
			return consumer.Assignment{}, ctx.Err()
		case waiting:
			waits.begin(g.log, wait.occupied)
			reached = time.Now()
			changed.wait(ctx, g.timeout)
			continue
		case errors.Is(err, zk.ErrNoAuth), errors.Is(err, errPlan), time.Since(reached) >= g.timeout:
			return consumer.Assignment{}, fmt.Errorf("join group %s: %w", g.group, err)
		}
		_ = sleep(ctx, pause)
	}
}
