package offsets

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// prepare makes ready for moves: what they create needs a parent, and a consumer whose session has ended registers
// again.
func (z *ZooKeeper) prepare(ctx context.Context, moves []move) error {
	if err := z.authenticate(ctx); err != nil {
		return err
	}
	for _, m := range moves {
		if m.plain.version == unborn || m.record.version == unborn {
			if err := z.insist(ctx, func() error { return z.makeRoom(ctx, m.partition.Topic) }); err != nil {
				return err
			}
		}
	}
	if len(z.registered) > 0 && z.client.SessionID() != z.session {
		return z.insist(ctx, func() error {
			_, err := z.register(ctx, z.registered, false)
			return err
		})
	}
	return nil
}

// furnish makes room for the offsets of a member that has partitions without one: lag monitors look for the place from
// the start.
func (z *ZooKeeper) furnish(ctx context.Context, partitions []consumer.Partition) error {
	for _, p := range partitions {
		if z.epochs != nil && z.known[p].plain == unborn {
			if err := z.insist(ctx, func() error { return z.makeRoom(ctx, p.Topic) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// insist tries something again until it succeeds, the context ends, or trying cannot help.
func (z *ZooKeeper) insist(ctx context.Context, try func() error) error {
	for {
		err := try()
		if err == nil || errors.Is(err, zk.ErrNoAuth) || ctx.Err() != nil {
			return err
		}
		if sleep(ctx, pause) != nil {
			return fmt.Errorf("give up on group %s: %w", z.group, err)
		}
	}
}

// makeRoom creates what a topic's offsets and records lie in.
func (z *ZooKeeper) makeRoom(ctx context.Context, topic string) error {
	if z.rooms[topic] {
		return nil
	}
	for _, part := range []string{"offsets", "positions"} {
		if _, err := z.list(ctx, z.path(part, topic)); err != nil {
			return err
		}
	}
	z.rooms[topic] = true
	return nil
}

// list returns the names of the znodes below one. One that is not there is created: only then, because a server asks
// for the right to create even where the znode exists.
func (z *ZooKeeper) list(ctx context.Context, dir string) ([]string, error) {
	names, err := within(ctx, func() ([]string, error) {
		names, _, err := z.client.Children(dir)
		return names, err
	})
	if errors.Is(err, zk.ErrNoNode) {
		return nil, z.makeNodes(ctx, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, err)
	}
	slices.Sort(names)
	return names, nil
}

// makeNodes creates a znode that does not exist, after those above it where they do not exist either. What is above the
// group is everybody's.
func (z *ZooKeeper) makeNodes(ctx context.Context, node string) error {
	acl := z.acl
	if !strings.HasPrefix(node+"/", z.path()+"/") {
		acl = zk.WorldACL(zk.PermAll)
	}
	create := func() (string, error) {
		z.wrote()
		return z.client.Create(node, nil, 0, acl)
	}
	_, err := within(ctx, create)
	if above := path.Dir(node); errors.Is(err, zk.ErrNoNode) && above != "/" {
		if err := z.makeNodes(ctx, above); err != nil {
			return err
		}
		_, err = within(ctx, create)
	}
	if err != nil && !errors.Is(err, zk.ErrNodeExists) {
		return fmt.Errorf("create %s: %w", node, err)
	}
	return nil
}
