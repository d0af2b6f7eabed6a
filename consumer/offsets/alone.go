package offsets

import (
	"context"
	"fmt"
	"slices"

	"github.com/onceover/onceover/consumer"
)

// Alone returns the group of a single instance, which owns everything. What its predecessor on the same host still holds
// it takes over at once and does not wait for the session to end: the epochs that it bumps make the predecessor's next
// commit fail. For an owner on another host it waits, for as long as that lives, because a second copy that somebody
// started by mistake should have nothing.
//
// It registers as Kafka's own consumers did, by znodes that vanish with the session: ids/<consumer>, and
// owners/<topic>/<partition> for each. Lag monitors show them.
func (z *ZooKeeper) Alone() consumer.Group { return solitary{z} }

// solitary is the group of a single instance.
type solitary struct{ store *ZooKeeper }

// Join implements consumer.Group.
func (g solitary) Join(ctx context.Context, topic []consumer.Partition) (consumer.Assignment, error) {
	var waits waiting
	for {
		taken, err := g.attempt(ctx, topic)
		if err != nil {
			return consumer.Assignment{}, fmt.Errorf("register in group %s: %w", g.store.group, err)
		}
		if taken == nil {
			waits.end(g.store.log)
			return consumer.Assignment{Partitions: topic}, nil
		}
		waits.begin(g.store.log, taken)
		changes{given: taken.gone}.wait(ctx, g.store.timeout)
	}
}

// attempt registers, or returns a partition that is another host's.
func (g solitary) attempt(ctx context.Context, topic []consumer.Partition) (taken *occupied, err error) {
	z := g.store
	ctx, cancel := z.limited(ctx)
	defer cancel()
	if err := z.authenticate(ctx); err != nil {
		return nil, err
	}
	err = z.insist(ctx, func() (err error) {
		taken, err = z.register(ctx, topic, true)
		return err
	})
	return taken, err
}

// strangers returns one of the partitions that a consumer on another host owns, nil if none is.
func (z *ZooKeeper) strangers(ctx context.Context, partitions []consumer.Partition, held map[string]bool) (*occupied, error) {
	var nodes []string
	var owned []consumer.Partition
	for _, p := range partitions {
		if node := z.node("owners", p); held[node] {
			nodes, owned = append(nodes, node), append(owned, p)
		}
	}
	if len(nodes) == 0 {
		return nil, nil
	}
	owners, err := z.readOnce(ctx, nodes)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(owners, func(s state) bool { return s.version != unborn && !z.member.isNeighbour(s.data) })
	if i < 0 {
		return nil, nil
	}
	gone, err := z.gone(ctx, nodes[i])
	return &occupied{owned[i], owners[i].data, gone}, err
}
