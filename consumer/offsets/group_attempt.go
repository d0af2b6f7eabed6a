package offsets

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/onceover/onceover/consumer"
)

// attempt joins once. If it has to wait, it says for what.
func (g *instance) attempt(ctx context.Context) (*tenure, changes, error) {
	if err := g.enter(ctx); err != nil {
		return nil, changes{}, err
	}
	t := &tenure{instance: g, ended: g.sessions.end(), session: g.client.SessionID()}
	if err := g.enroll(ctx, t.session); err != nil {
		return nil, changes{}, err
	}
	o, err := g.agree(ctx)
	if err != nil {
		return nil, changes{}, err
	}
	t.partitions = g.share(o.plan)
	taken, err := g.taken(ctx, t.partitions)
	if err != nil {
		return nil, changes{}, err
	}
	if taken != nil {
		return nil, changes{members: o.members, planned: o.planned, given: taken.gone}, &waitError{taken}
	}
	claims, err := g.claims(ctx, t.partitions, nil)
	if err != nil {
		return nil, changes{}, err
	}
	g.held, t.heard = t.partitions, time.Now()
	if err := g.acquire(ctx, claims); err != nil {
		return nil, changes{}, err
	}
	if g.client.SessionID() != t.session {
		return nil, changes{}, errors.New("the session ended meanwhile")
	}
	return t, changes{}, nil
}

// enter makes ready: nothing is owned, and everything has its place.
func (g *instance) enter(ctx context.Context) error {
	g.epochs = map[consumer.Partition]int32{}
	if err := g.authenticate(ctx); err != nil {
		return err
	}
	if err := g.free(ctx); err != nil {
		return err
	}
	_, err := g.listAll(ctx, []string{g.path("ids"), g.path("plans"), g.path("owners", g.topic)})
	return err
}

// enroll registers the member in its session.
func (g *instance) enroll(ctx context.Context, session int64) error {
	id := g.ephemeral(g.path("ids", g.member.id), g.about([]consumer.Partition{{Topic: g.topic}}))
	held := map[string]bool{}
	owner, exists, err := g.ownedBy(ctx, id.Path)
	if err != nil || exists && owner == session {
		return err
	}
	held[id.Path] = exists
	return g.acquire(ctx, []claim{{ops: replace(held, id)}})
}

// share are the partitions that a plan gives this member, of those that it knows.
func (g *instance) share(p plan) []consumer.Partition {
	var mine []consumer.Partition
	for id, owner := range p.owners() {
		if owner == g.member.id && id < g.partitions {
			mine = append(mine, consumer.Partition{Topic: g.topic, ID: int32(id)})
		}
	}
	return mine
}

// taken returns one of the partitions that are owned still, nil if none is. Who owns it is not looked up.
func (g *instance) taken(ctx context.Context, partitions []consumer.Partition) (*occupied, error) {
	if len(partitions) == 0 {
		return nil, nil
	}
	held, err := g.listAll(ctx, dirs(g.ZooKeeper, "owners", partitions))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(partitions, func(p consumer.Partition) bool { return held[g.node("owners", p)] })
	if i < 0 {
		return nil, nil
	}
	gone, err := g.gone(ctx, g.node("owners", partitions[i]))
	return &occupied{partition: partitions[i], gone: gone}, err
}
