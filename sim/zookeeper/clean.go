package zookeeper

import (
	"math"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// clean deletes, at each interval since the leader began, the container znodes that have lost their last child and the
// childless znodes that nobody has changed for their time to live. Each goes in a transaction of its own, of no session.
// (ContainerManager; it spreads the deletions of one run over a minute at most, which is not done here.)
func (s *State) clean(now int64) {
	interval := int64(s.config.CheckInterval)
	if now < s.cleaned+interval {
		return
	}
	s.cleaned += (now - s.cleaned) / interval * interval
	tree := s.leading().tree
	var due nameSet
	for _, path := range tree.mortal.list() {
		if tree.nodes[path].outlived(s.cleaned, s.config.NeverUsed) {
			due.add(path)
		}
	}
	for _, path := range due.list() {
		t := s.begin(0, now)
		version := tree.nodes[path].stat.Version
		t.changes = []change{{op: wire.OpDelete, reply: wire.OpDeleteContainer, path: path, version: version}}
		s.commit(&t, nil)
	}
}

// outlived reports whether a container or a znode with a time to live has served its purpose.
func (n *node) outlived(now int64, neverUsed time.Duration) bool {
	age := now/1e6 - n.stat.Mtime
	switch {
	case n.children.len() > 0:
		return false
	case n.ttl > 0:
		return age > n.ttl
	}
	return n.creates > 0 || neverUsed > 0 && age > neverUsed.Milliseconds()
}

// nextClean is when clean next looks; never if there is nothing to look at.
func (s *State) nextClean() int64 {
	if s.leading().tree.mortal.len() == 0 {
		return math.MaxInt64
	}
	return s.cleaned + int64(s.config.CheckInterval)
}
