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
	ids     []wire.ID // who it is: its address, and what it has authenticated as
}

// State is an ensemble of servers without network and clock: znodes, sessions, watches and one counter of transactions.
// Each method takes the time as an argument, in nanoseconds since 1970, which must not go back. It is not safe for
// concurrent use. Replies and effects stay valid until the next call.
type State struct {
	config     Config
	members    []*member
	leader     int   // -1 while there is no quorum
	epoch      int64 // of the leader; the upper half of the transaction ids, 0 for a server alone
	elected    int64 // when the leader begins to serve
	cleaned    int64 // when container znodes and those with a time to live were last looked for
	sessions   map[int64]*session
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
		config: c, leader: c.Members - 1, cleaned: now, sessions: map[int64]*session{},
		clients: map[ClientID]*client{}, pending: map[string]record{},
	}
	for i := range c.Members {
		s.members = append(s.members, newMember(c.ServerID+uint8(i), now))
	}
	if c.Members > 1 {
		s.epoch = 1
		for _, m := range s.members {
			m.tree.zxid = s.epoch << 32
		}
	}
	return s
}

// Zxid is the last transaction that a member has applied.
func (s *State) Zxid(member int) int64 { return s.members[member].tree.zxid }

// Advance does what time has brought: transactions reach the members that lag, sessions expire, and znodes that have
// outlived their use vanish.
func (s *State) Advance(now int64) Effects {
	s.effects.reset()
	s.reach(now)
	if s.leader >= 0 && now >= s.elected {
		s.expireDue(now)
		s.clean(now)
	}
	return s.effects
}

// reach applies the transactions that are due everywhere.
func (s *State) reach(now int64) {
	for _, m := range s.members {
		if m.running && len(m.behind) > 0 {
			m.applyUntil(now, &s.effects)
			s.drop(s.effects.Closed...)
		}
	}
}

// Next is when Advance will have something to do if no client is heard any more; false if never.
func (s *State) Next() (int64, bool) {
	next := int64(math.MaxInt64)
	for _, m := range s.members {
		if m.running && len(m.behind) > 0 {
			next = min(next, m.behind[0].due)
		}
	}
	if s.leader >= 0 {
		for _, x := range s.sessions { //tidy:unordered a minimum
			next = min(next, max(x.expires, s.elected))
		}
		next = min(next, s.nextClean())
	}
	return next, next < math.MaxInt64
}

// Disconnect forgets a connection and its watches; its session lives on. A connection that is not known is ignored.
func (s *State) Disconnect(id ClientID) { s.drop(id) }

func (s *State) drop(ids ...ClientID) {
	for _, id := range ids {
		c := s.clients[id]
		if c == nil {
			continue
		}
		delete(s.clients, id)
		m := s.members[c.at]
		m.watches.forget(id)
		if m.serving[c.session.id] == id {
			delete(m.serving, c.session.id)
		}
	}
}

// Session is the session that a connection serves, or 0.
func (s *State) Session(id ClientID) int64 {
	if c := s.clients[id]; c != nil {
		return c.session.id
	}
	return 0
}
