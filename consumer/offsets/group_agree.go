package offsets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/go-zookeeper/zk"
)

// outlook is a plan that fits, and what tells when it may not any more.
type outlook struct {
	plan
	members, planned <-chan zk.Event
}

// agree returns the plan for the members that there are, and makes it if there is none that fits.
func (g *instance) agree(ctx context.Context) (outlook, error) {
	for {
		ids, members, err := g.members(ctx)
		if err != nil {
			return outlook{}, err
		}
		at := g.path("plans", g.topic)
		s, planned, err := g.getW(ctx, at)
		if err != nil {
			return outlook{}, err
		}
		p, err := decodePlan([]byte(s.data))
		if err != nil {
			return outlook{}, fmt.Errorf("read %s: %w; delete it, and the members make it anew", at, err)
		}
		if p.fits(ids, g.partitions) {
			return outlook{p, members, planned}, nil
		}
		if !slices.Contains(ids, g.member.id) {
			return outlook{}, fmt.Errorf("%s is not registered in group %s", g.member.id, g.group)
		}
		data, err := json.Marshal(p.next(g.assign, ids, g.partitions))
		if err != nil {
			return outlook{}, err
		}
		err = g.multi(ctx, []any{g.op(write{node: at, data: string(data), version: s.version})})
		if err != nil && !isRefusal(err) {
			return outlook{}, fmt.Errorf("write %s: %w", at, err)
		}
	}
}

// members are the ids, sorted, of those that read the topic, and what tells when they change.
func (g *instance) members(ctx context.Context) ([]string, <-chan zk.Event, error) {
	type listing struct {
		names   []string
		changed <-chan zk.Event
	}
	l, err := within(ctx, func() (l listing, err error) {
		l.names, _, l.changed, err = g.client.ChildrenW(g.path("ids"))
		return l, err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list %s: %w", g.path("ids"), err)
	}
	var ids []string
	for _, id := range l.names {
		reads, err := g.reads(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		if reads {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, l.changed, nil
}

// reads reports whether a member has the topic in its subscription, which never changes.
func (g *instance) reads(ctx context.Context, id string) (bool, error) {
	if reads, known := g.readers[id]; known {
		return reads, nil
	}
	s, err := g.get(ctx, g.path("ids", id))
	if err != nil || s.version == unborn {
		return false, err // it has left, and the list is about to change
	}
	var about registration
	if err := json.Unmarshal([]byte(s.data), &about); err != nil {
		return false, fmt.Errorf("read %s: %w: no registration of a consumer; whose it is must leave the group", g.path("ids", id), err)
	}
	g.readers[id] = about.Subscription[g.topic] > 0
	return g.readers[id], nil
}

// getW returns what a znode holds, and what tells when that changes.
func (g *instance) getW(ctx context.Context, node string) (state, <-chan zk.Event, error) {
	type reading struct {
		state
		changed <-chan zk.Event
	}
	r, err := within(ctx, func() (reading, error) {
		data, stat, changed, err := g.client.GetW(node)
		if err != nil {
			return reading{state: state{version: unborn}}, err
		}
		return reading{state{string(data), stat.Version}, changed}, nil
	})
	if err != nil && !errors.Is(err, zk.ErrNoNode) {
		return r.state, nil, fmt.Errorf("read %s: %w", node, err)
	}
	return r.state, r.changed, nil
}
