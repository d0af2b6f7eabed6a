package offsets

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// free deletes the owner znodes that are this session's, of the partitions that the member may hold. An owner znode says
// by its version nothing of who made it; so the epoch, which nobody can own a partition without bumping, is checked along.
func (g *instance) free(ctx context.Context) error {
	var claims []claim
	for _, p := range g.held {
		epoch, err := g.get(ctx, g.node("epochs", p))
		if err != nil {
			return err
		}
		session, exists, err := g.ownedBy(ctx, g.node("owners", p))
		if err != nil {
			return err
		}
		if !exists || session != g.client.SessionID() || epoch.version == unborn {
			continue
		}
		claims = append(claims, claim{partition: p, ops: []any{
			&zk.CheckVersionRequest{Path: g.node("epochs", p), Version: epoch.version},
			&zk.DeleteRequest{Path: g.node("owners", p), Version: anyVersion},
		}})
	}
	for _, part := range split(claims, func(c claim) []any { return c.ops }, g.requestMax) {
		var ops []any
		for _, c := range part {
			ops = append(ops, c.ops...)
		}
		if err := g.multi(ctx, ops); err != nil {
			return fmt.Errorf("give back %d partitions: %w", len(part), err)
		}
	}
	g.held = []consumer.Partition(nil)
	return nil
}

// ownedBy returns the session that an ephemeral znode belongs to.
func (g *instance) ownedBy(ctx context.Context, node string) (session int64, exists bool, err error) {
	session, err = within(ctx, func() (int64, error) {
		_, stat, err := g.client.Get(node)
		if err != nil {
			return 0, err
		}
		return stat.EphemeralOwner, nil
	})
	switch {
	case errors.Is(err, zk.ErrNoNode):
		return 0, false, nil
	case err != nil:
		return 0, false, fmt.Errorf("read %s: %w", node, err)
	}
	return session, true, nil
}
