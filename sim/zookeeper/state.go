package zookeeper

import (
	"math"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// ClientID numbers the connections of an ensemble, from 1.
type ClientID int64

// A client is what the state machine knows of one connection.
type client struct {
	id      ClientID
	at      int // the member
	session *session
	timeout int64     // nanoseconds; of the session, whenever it is heard on this connection
	young   bool      // its client sent a readOnly byte
	expires int64     // when the connection is closed if it was silent until then, even if its session lives
	ids     []wire.ID // who it is: its address, and what it has authenticated as
}

// State is an ensemble of servers without network and clock: znodes, sessions, watches and one counter of transactions.
// Each method takes the time as an argument, in nanoseconds since 1970, which must not go back. It is not safe for
// concurrent use. Replies and effects stay valid until the next call.
type State struct {
	config     Config
	members    []*member
	leader     int                // -1 while there is no quorum
	epoch      int64              // of the leader; the upper half of the transaction ids, 0 for a server alone
	lost       int64              // transaction ids that were taken after the last transaction and came to nothing
	cleaned    int64              // when the leader last looked for container znodes and those with a time to live, or began to
	sessions   map[int64]*session // as the leader keeps them
	clients    map[ClientID]*client
	lastClient ClientID
	pending    map[string]record // of the multi being prepared; kept to be used again
	changes    []change          // likewise
	results    []wire.Reply      // likewise
	effects    Effects
}

// NewState returns an ensemble with the initial znodes, whose last member leads.
func NewState(c Config, now int64) *State {
	c = c.withDefaults()
	s := &State{
		config: c, sessions: map[int64]*session{},
		clients: map[ClientID]*client{}, pending: map[string]record{},
	}
	for i := range c.Members {
		s.members = append(s.members, newMember(c.ServerID+uint8(i), s.clients, now))
	}
	s.elect(c.Members-1, 0, now)
	return s
}

// Zxid is the last transaction that a member has applied. A leader counts the beginning of its epoch as one.
func (s *State) Zxid(member int) int64 {
	zxid := s.members[member].tree.zxid
	if member == s.leader {
		return max(zxid, s.epoch<<32)
	}
	return zxid
}

// Advance does what time has brought: transactions reach the members that lag, sessions expire, silent connections are
// closed, and znodes that have outlived their use vanish.
func (s *State) Advance(now int64) Effects {
	s.effects.reset()
	s.reach(now)
	if s.leader >= 0 && now >= s.leading().serves {
		s.expireDue(now)
		s.clean(now)
	}
	s.closeSilent(now)
	return s.effects
}

// Next is when Advance will have something to do if no client is heard any more; false if never.
func (s *State) Next() (int64, bool) {
	next := int64(math.MaxInt64)
	for _, m := range s.members {
		if m.running && len(m.behind) > 0 {
			next = min(next, m.behind[0].due)
		}
	}
	for _, c := range s.clients { //tidy:unordered a minimum
		next = min(next, c.expires)
	}
	if s.leader >= 0 {
		serves := s.leading().serves
		for _, x := range s.sessions { //tidy:unordered a minimum
			next = min(next, max(x.expires, serves))
		}
		next = min(next, max(s.nextClean(), serves))
	}
	return next, next < math.MaxInt64
}

// Session is the session that a connection serves, or 0.
func (s *State) Session(id ClientID) int64 {
	if c := s.clients[id]; c != nil {
		return c.session.id
	}
	return 0
}
