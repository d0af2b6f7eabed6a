package zookeeper

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// A session outlives the connections that serve it, until it is closed or nobody was heard for its timeout.
type session struct {
	id      int64
	expires int64    // nanoseconds; a multiple of the tick
	client  ClientID // the connection that serves it, or 0
}

// password is what a client must show to get its session back: the bytes of java.util.Random, as the real server
// takes them.
func password(id int64) (p [16]byte) {
	const secret, multiplier, mask = 0xB3415C00, 0x5DEECE66D, 1<<48 - 1
	seed := (uint64(id^secret) ^ multiplier) & mask
	for i := 0; i < len(p); i += 4 {
		seed = (seed*multiplier + 0xB) & mask
		binary.LittleEndian.PutUint32(p[i:], uint32(seed>>16))
	}
	return p
}

// firstSession is the id that the first session of a server gets: the server's number and the time it began.
func firstSession(server uint8, now int64) int64 {
	return int64(uint64(now/1e6)<<24>>8 | uint64(server)<<56)
}

// touch puts a session's end off. The end is rounded up to a tick, so that it comes up to a tick late.
func (s *State) touch(x *session, timeout, now int64) {
	tick := int64(s.config.Tick)
	x.expires = ((now+timeout)/tick + 1) * tick
}

// NextExpiry is when the first session will expire if nobody is heard any more; false if there is no session.
func (s *State) NextExpiry() (int64, bool) {
	var first int64
	found := false
	for _, x := range s.sessions { //tidy:unordered a minimum
		if !found || x.expires < first {
			first, found = x.expires, true
		}
	}
	return first, found
}

// Expire ends the sessions whose time has come. Their ephemeral znodes vanish, and their connections are to be closed
// without a word.
func (s *State) Expire(now int64) Effects {
	var due []*session
	for _, x := range s.sessions { //tidy:unordered those that are due are sorted below
		if x.expires <= now {
			due = append(due, x)
		}
	}
	slices.SortFunc(due, func(a, b *session) int { return cmp.Compare(a.id, b.id) })
	s.effects.reset()
	for _, x := range due {
		s.expire(x, now)
	}
	return s.effects
}

func (s *State) expire(x *session, now int64) {
	s.end(x, SessionExpire, now)
	if x.client != 0 {
		s.effects.Closed = append(s.effects.Closed, x.client)
		s.drop(x.client)
	}
}

// end closes a session in one transaction, which deletes its ephemeral znodes.
func (s *State) end(x *session, kind SessionEvent, now int64) {
	t := s.begin(x.id, now)
	for _, path := range s.tree.ephemeralsOf(x.id) {
		s.apply(&t, &change{op: OpDelete, reply: OpDelete, path: path})
	}
	delete(s.sessions, x.id)
	s.effects.Sessions = append(s.effects.Sessions, SessionChange{kind, x.id})
}

// ExpireSession ends a session before its time, as if nobody had been heard; an unknown one is ignored.
func (s *State) ExpireSession(id, now int64) Effects {
	s.effects.reset()
	if x := s.sessions[id]; x != nil {
		s.expire(x, now)
	}
	return s.effects
}

// Serving is the connection that serves a session, or 0.
func (s *State) Serving(id int64) ClientID {
	if x := s.sessions[id]; x != nil {
		return x.client
	}
	return 0
}
