package zookeeper

import (
	"maps"
	"slices"
)

// A Snapshot is what an ensemble has agreed on at one time: znodes and sessions.
type Snapshot struct {
	tree     *tree
	sessions map[int64]*session
	epoch    int64
}

// Save takes a snapshot.
func (s *State) Save() *Snapshot {
	best := s.members[0]
	for _, m := range s.members {
		if m.learned() > best.learned() {
			best = m
		}
	}
	tree := best.tree.clone()
	for i := range best.behind {
		(&member{tree: tree}).apply(&best.behind[i].txn, &Effects{}, nil)
	}
	return &Snapshot{tree, cloneSessions(s.sessions), s.epoch}
}

// Restore puts all members back to a snapshot, as an operator does who brings a backup: what was agreed on since is
// lost, and transaction ids are given a second time. A nil snapshot is that of an empty ensemble. All connections are
// cut. A client that has seen a later transaction will be refused until the ids have caught up with it.
func (s *State) Restore(from *Snapshot, now int64) Effects {
	s.effects.reset()
	if from == nil {
		from = &Snapshot{tree: newTree()}
	}
	s.sessions, s.epoch = cloneSessions(from.sessions), from.epoch
	for i, m := range s.members {
		s.cut(i)
		m.tree, m.behind = from.tree.clone(), nil
	}
	for _, x := range s.sessions { //tidy:unordered each is put off by itself
		s.touch(x, now)
	}
	return s.effects
}

func cloneSessions(sessions map[int64]*session) map[int64]*session {
	clones := make(map[int64]*session, len(sessions))
	for id, x := range sessions { //tidy:unordered one by one
		clone := *x
		clones[id] = &clone
	}
	return clones
}

// clone is a tree that shares nothing that changes.
func (t *tree) clone() *tree {
	c := &tree{nodes: make(map[string]*node, len(t.nodes)), ephemerals: map[int64]*nameSet{}, zxid: t.zxid}
	for path, n := range t.nodes { //tidy:unordered one by one
		twin := *n
		twin.children = n.children.clone()
		c.nodes[path] = &twin
	}
	c.root = c.nodes["/"]
	for session, set := range t.ephemerals { //tidy:unordered one by one
		twin := set.clone()
		c.ephemerals[session] = &twin
	}
	c.quotas = maps.Clone(t.quotas)
	return c
}

func (s *nameSet) clone() nameSet {
	return nameSet{maps.Clone(s.added), s.count, s.capacity, s.listed}
}

func sortedClients(serving map[int64]ClientID) []ClientID {
	return slices.Sorted(maps.Values(serving))
}
