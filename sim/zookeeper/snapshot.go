package zookeeper

import (
	"maps"
	"slices"
)

// A Snapshot is what an ensemble has agreed on at one time: znodes and sessions.
type Snapshot struct {
	tree  *tree
	epoch int64
}

// Save takes a snapshot.
func (s *State) Save() *Snapshot {
	best := s.members[0]
	for _, m := range s.members {
		if m.learned() > best.learned() {
			best = m
		}
	}
	saved := &member{tree: best.tree.clone(), behind: best.behind}
	saved.catchUp()
	return &Snapshot{saved.tree, s.epoch}
}

// Restore puts all members back to a snapshot, as an operator does who stops them all and brings a backup: what was
// agreed on since is lost. A nil snapshot is that of new, empty servers. All connections are cut. A server alone gives
// transaction ids a second time, and refuses clients that have seen later ones until it has caught up with them. An
// ensemble begins the epoch after the snapshot's, so that a client may not notice that it went back.
func (s *State) Restore(from *Snapshot, now int64) Effects {
	s.effects.reset()
	if from == nil {
		from = &Snapshot{tree: newTree()}
	}
	s.effects.Writes = append(s.effects.Writes, difference(s.Save().tree, from.tree)...)
	s.epoch, s.lost = from.epoch, 0
	for i, m := range s.members {
		s.cut(i)
		m.tree, m.behind = from.tree.clone(), nil
	}
	if s.leader >= 0 {
		s.elect(s.leader, max(s.leading().serves-now, 0), now)
	}
	return s.effects
}

// difference is what makes a tree that was agreed on the one of a snapshot, by path: each znode that the snapshot has
// otherwise as a write of kind Restored, and each that it lacks as one of version -1.
func difference(now, from *tree) []Write {
	paths := map[string]bool{}
	for path, n := range from.nodes { //tidy:unordered a set
		if is := now.nodes[path]; is == nil || is.stat.Mzxid != n.stat.Mzxid || is.stat.Version != n.stat.Version {
			paths[path] = true
		}
	}
	for path := range now.nodes { //tidy:unordered a set
		if from.nodes[path] == nil {
			paths[path] = true
		}
	}
	var all []Write
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		w := Write{Kind: Restored, Path: path, Version: -1, Zxid: from.zxid}
		if n := from.nodes[path]; n != nil {
			w.Data, w.Version = n.data, n.stat.Version
		}
		all = append(all, w)
	}
	return all
}

// clone is a tree that shares nothing that changes.
func (t *tree) clone() *tree {
	c := &tree{
		nodes: make(map[string]*node, len(t.nodes)), ephemerals: map[int64]*nameSet{}, sessions: maps.Clone(t.sessions),
		mortal: t.mortal.clone(), quotas: maps.Clone(t.quotas), zxid: t.zxid,
	}
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
	return c
}

func (s *nameSet) clone() nameSet {
	return nameSet{maps.Clone(s.added), s.count, s.capacity, s.listed}
}
