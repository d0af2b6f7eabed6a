package zookeeper

import (
	"maps"
	"slices"
)

// Disconnect forgets a connection and its watches; its session lives on. A connection that is not known is ignored.
func (s *State) Disconnect(id ClientID) {
	c := s.clients[id]
	if c == nil {
		return
	}
	delete(s.clients, id)
	m := s.members[c.at]
	m.watches.forget(id)
	if m.serving[c.session.id] == id {
		delete(m.serving, c.session.id)
	}
}

// hangUp ends a connection.
func (s *State) hangUp(id ClientID) {
	s.effects.Closed = append(s.effects.Closed, id)
	s.Disconnect(id)
}

// cut ends all connections of a member. Their sessions live on.
func (s *State) cut(member int) {
	for _, id := range slices.Sorted(maps.Values(s.members[member].serving)) {
		s.hangUp(id)
	}
}
