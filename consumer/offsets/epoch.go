package offsets

import (
	"context"
	"fmt"

	"github.com/onceover/onceover/consumer"
)

// claim is what is written to own one partition, or, without one, to be registered. It is never divided.
type claim struct {
	partition consumer.Partition
	ops       []any
	// epoch is the version that the partition's epoch znode will have; unborn if the claim leaves it alone.
	epoch int32
	bumps bool
}

// claims are what makes partitions this consumer's: the owner's znode, and then a bump of the epoch, which is persistent.
// A session is not a fence: an ephemeral znode has version 0 again whenever somebody makes it anew, and a request that
// waited for a connection may be sent in the session after the one that it was meant for. The epoch's version only grows,
// and every commit checks it; so who was overtaken is refused, however late it comes.
//
// Both are of one multi, so that nobody sees an owner whose predecessor may still commit. What is read of the offsets
// comes after it, and after a sync.
func (z *ZooKeeper) claims(ctx context.Context, partitions []consumer.Partition, held map[string]bool) ([]claim, error) {
	bumped, err := z.listAll(ctx, dirs(z, "epochs", partitions))
	if err != nil {
		return nil, err
	}
	var nodes []string
	for _, p := range partitions {
		if node := z.node("epochs", p); bumped[node] {
			nodes = append(nodes, node)
		}
	}
	epochs := map[string]int32{}
	if len(nodes) > 0 {
		found, err := z.readOnce(ctx, nodes)
		if err != nil {
			return nil, err
		}
		for i, s := range found {
			epochs[nodes[i]] = s.version
		}
	}
	claims := make([]claim, len(partitions))
	for i, p := range partitions {
		node := z.node("epochs", p)
		version, born := epochs[node]
		if !born {
			version = unborn
		}
		bump := z.op(write{node: node, data: z.member.thread(), version: version})
		claims[i] = claim{partition: p, ops: append(replace(held, z.owner(p)), bump), epoch: version + 1, bumps: true}
	}
	return claims, nil
}

// acquire makes claims true. After an error some of them may be; who looks again then finds out.
func (z *ZooKeeper) acquire(ctx context.Context, claims []claim) error {
	for _, part := range split(claims, func(c claim) []any { return c.ops }, z.requestMax) {
		var ops []any
		for _, c := range part {
			ops = append(ops, c.ops...)
		}
		if err := z.multi(ctx, ops); err != nil {
			return fmt.Errorf("register with %d znodes: %w", len(ops), err)
		}
		for _, c := range part {
			if !c.bumps {
				continue
			}
			if z.epochs == nil {
				z.epochs = map[consumer.Partition]int32{}
			}
			z.epochs[c.partition] = c.epoch
		}
	}
	return nil
}
