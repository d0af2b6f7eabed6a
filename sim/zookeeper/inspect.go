package zookeeper

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A Znode is all that is known of one znode.
type Znode struct {
	Path      string     `json:"path"`
	Data      []byte     `json:"data"` // nil is null, as a client may write it
	ACL       []wire.ACL `json:"acl"`
	Stat      wire.Stat  `json:"stat"`
	Container bool       `json:"container,omitempty"`
	TTL       int64      `json:"ttl,omitempty"` // milliseconds; 0 is none
}

// Tree is the znodes that the ensemble has agreed on, those below /zookeeper included, sorted by path.
func (s *State) Tree() []Znode {
	tree := s.Save().tree
	var all []Znode
	for _, path := range slices.Sorted(maps.Keys(tree.nodes)) {
		n := tree.nodes[path]
		all = append(all, Znode{path, bytes.Clone(n.data), slices.Clone(n.acl), n.statNow(), n.container, n.ttl})
	}
	return all
}

// A Session is what the ensemble knows of one session.
type Session struct {
	ID      int64         `json:"id"`
	Member  int           `json:"member"` // to which its client was last connected; -1 if a new leader has not heard of it
	Timeout time.Duration `json:"timeout"`
	Expires time.Time     `json:"expires"` // if its client is not heard any more
}

// Sessions are those that have not ended, sorted by id.
func (s *State) Sessions() []Session {
	all := make([]Session, 0, len(s.sessions))
	for _, x := range s.sessions { //tidy:unordered sorted below
		all = append(all, Session{x.id, x.owner, time.Duration(x.timeout), time.Unix(0, x.expires)})
	}
	slices.SortFunc(all, func(a, b Session) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Timeout is that of the session that a connection serves, or 0.
func (s *State) Timeout(id ClientID) time.Duration {
	if c := s.clients[id]; c != nil {
		return time.Duration(c.timeout)
	}
	return 0
}

// Mode is what a member is to the ensemble: standalone, leader, follower or read-only; empty if it serves nobody.
func (s *State) Mode(member int, now int64) string {
	switch {
	case s.ReadOnly(member, now):
		return "read-only"
	case !s.Serves(member, now):
		return ""
	case s.config.Members == 1:
		return "standalone"
	case member == s.leader:
		return "leader"
	}
	return "follower"
}

// Since is when a member began to serve as what it is now, in nanoseconds since 1970; 0 if that was at the beginning.
func (s *State) Since(member int) int64 { return s.members[member].serves }

// Running is how many members have not been stopped.
func (s *State) Running() int {
	n := 0
	for _, m := range s.members {
		if m.running {
			n++
		}
	}
	return n
}

// A Census counts what a member holds.
type Census struct {
	Znodes     int // with the root counted twice, as the real server has it under two names
	Bytes      int // of all paths and data
	Ephemerals int
	Watches    int // of both kinds
	Sessions   int
}

// Census counts what a member holds, in a time that grows with the number of its znodes.
func (s *State) Census(member int) Census {
	m := s.members[member]
	c := Census{Znodes: len(m.tree.nodes) + 1, Sessions: len(s.sessions)}
	for path, n := range m.tree.nodes { //tidy:unordered a sum
		c.Bytes += len(path) + len(n.data)
	}
	for _, set := range m.tree.ephemerals { //tidy:unordered a sum
		c.Ephemerals += set.len()
	}
	for _, table := range []*watchTable{&m.watches.data, &m.watches.child} {
		for _, list := range table.paths { //tidy:unordered a sum
			c.Watches += len(list)
		}
	}
	return c
}

// Ephemerals are the paths that each session owns at a member, in the order in which Java's HashSet lists them.
func (s *State) Ephemerals(member int) map[int64][]string {
	owned := map[int64][]string{}
	for session, set := range s.members[member].tree.ephemerals { //tidy:unordered a map
		owned[session] = slices.Clone(set.list())
	}
	return owned
}

// DataWatches are the watches on data and existence at a member: for each path the connections that watch it, in the
// order in which they began to, and for each connection its paths, sorted.
func (s *State) DataWatches(member int) (byPath map[string][]ClientID, byClient map[ClientID][]string) {
	byPath, byClient = map[string][]ClientID{}, map[ClientID][]string{}
	table := &s.members[member].watches.data
	for _, path := range slices.Sorted(maps.Keys(table.paths)) {
		for _, w := range table.paths[path] {
			byPath[path] = append(byPath[path], w.client)
			byClient[w.client] = append(byClient[w.client], path)
		}
	}
	return byPath, byClient
}

// Tree is the znodes that the ensemble has agreed on, those below /zookeeper included, sorted by path.
func (s *Server) Tree() []Znode {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.Tree()
}

// Sessions are those that have not ended, sorted by id.
func (s *Server) Sessions() []Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.Sessions()
}
