package zookeeper

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A session outlives the connections that serve it, until it is closed or nobody was heard for its timeout. That there
// is one, and with which timeout it began, is in the tree; this is what only the leader knows, and a new leader does not.
type session struct {
	id      int64
	timeout int64 // nanoseconds; the one that it began with
	owner   int   // the member that it was last connected to, or nobody
	expires int64 // nanoseconds; a multiple of the tick
}

const nobody = -1 // owns a session that has ended, or that a new leader has not heard of

// trackSessions begins to look after the sessions that are in the leader's tree.
func (s *State) trackSessions(now int64) {
	clear(s.sessions)
	for id, timeout := range s.leading().tree.sessions { //tidy:unordered one by one
		x := &session{id: id, timeout: timeout, owner: nobody}
		s.touch(x, timeout, now)
		s.sessions[id] = x
	}
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

// silence is how long a connection may say nothing before it has a session, and the interval to which the end of any
// silent connection is rounded up (zookeeper.nio.sessionlessCnxnTimeout).
const silence = int64(10 * time.Second)

// nextInterval is the first multiple of an interval after a time (ExpiryQueue.roundToNextInterval).
func nextInterval(now, interval int64) int64 { return (now/interval + 1) * interval }

// hear puts the end of a connection and of its session off, also if the session is now served elsewhere. The end of the
// connection shows only where the session does not end first.
func (s *State) hear(c *client, now int64) {
	c.expires = nextInterval(now+c.timeout, silence)
	s.touch(c.session, c.timeout, now)
}

// touch puts a session's end off. The end is rounded up to a tick, so that it comes up to a tick late.
func (s *State) touch(x *session, timeout, now int64) {
	x.expires = nextInterval(now+timeout, int64(s.config.Tick))
}

// expireDue ends the sessions whose time has come. Their ephemeral znodes vanish, and their connections are to be
// closed without a word.
func (s *State) expireDue(now int64) {
	var due []*session
	for _, x := range s.sessions { //tidy:unordered those that are due are sorted below
		if x.expires <= now {
			due = append(due, x)
		}
	}
	slices.SortFunc(due, func(a, b *session) int { return cmp.Compare(a.id, b.id) })
	for _, x := range due {
		s.end(x, SessionExpire, nil, now)
	}
}

// end closes a session in one transaction, which deletes its ephemeral znodes and, where it is applied, ends its
// connections.
func (s *State) end(x *session, kind SessionEvent, through *member, now int64) {
	t := s.begin(x.id, now)
	t.ends = true
	tree := s.leading().tree
	for _, path := range tree.ephemeralsOf(x.id) {
		version := tree.get(path).stat.Version
		t.changes = append(t.changes, change{op: wire.OpDelete, reply: wire.OpDelete, path: path, version: version})
	}
	x.owner = nobody
	delete(s.sessions, x.id)
	s.commit(&t, through)
	s.effects.Sessions = append(s.effects.Sessions, SessionChange{kind, x.id})
}

// ExpireSession ends a session before its time, as if nobody had been heard; an unknown one is ignored, and so is any
// while nobody leads.
func (s *State) ExpireSession(id, now int64) Effects {
	s.effects.reset()
	if x := s.sessions[id]; x != nil && s.leader >= 0 {
		s.end(x, SessionExpire, nil, now)
	}
	return s.effects
}

// Serving is the connection through which a session is served, or 0. After a move, that is the newer one.
func (s *State) Serving(id int64) ClientID {
	if x := s.sessions[id]; x != nil && x.owner != nobody {
		return s.members[x.owner].serving[id]
	}
	return 0
}

// closeSilent closes the connections that were not heard of for too long.
func (s *State) closeSilent(now int64) {
	for _, id := range slices.Sorted(maps.Keys(s.clients)) {
		if s.clients[id].expires <= now {
			s.hangUp(id)
		}
	}
}
