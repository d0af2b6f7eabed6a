package zookeeper

import (
	"math"
	"slices"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// begin takes the next transaction id.
func (s *State) begin(session, now int64) txn {
	return txn{zxid: s.leading().tree.zxid + 1, time: now, session: session}
}

// commit puts a transaction into the log. The leader applies it at once and gives the results; so does the member that
// the request came through, as it may not answer before. The others may take their time.
func (s *State) commit(t *txn, through *member) []wire.Reply {
	s.results = s.leading().apply(t, &s.effects, s.results[:0])
	s.tell(t)
	for i, m := range s.members {
		switch lag := s.lagOf(i, t.zxid); {
		case !m.running || i == s.leader:
		case m == through:
			m.applyUntil(math.MaxInt64, &s.effects)
			m.apply(t, &s.effects, nil)
		case lag == 0 && len(m.behind) == 0:
			m.apply(t, &s.effects, nil)
		default:
			late := *t
			late.changes = slices.Clone(t.changes)
			m.behind = append(m.behind, delayed{late, t.time + lag})
			s.effects.Later = true
		}
	}
	return s.results
}

// tell notes the facts of a transaction.
func (s *State) tell(t *txn) {
	for i := range t.changes {
		c := &t.changes[i]
		if kind := kinds[c.op]; kind != "" {
			s.effects.Writes = append(s.effects.Writes, Write{kind, c.path, c.data, c.version, t.zxid, t.session})
		}
	}
}

var kinds = map[wire.Op]string{wire.OpCreate: "create", wire.OpDelete: "delete", wire.OpSetData: "set"}

// lagOf is how long a member takes to apply a transaction.
func (s *State) lagOf(i int, zxid int64) int64 {
	switch m := s.members[i]; {
	case m.lag >= 0:
		return m.lag
	case s.config.Lag == 0:
		return 0
	}
	return int64(mix(s.config.Seed^mix(uint64(zxid)<<8|uint64(i))) % uint64(s.config.Lag+1))
}

// mix is the finaliser of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Lag makes a member apply each transaction so many nanoseconds after the leader; below 0, as Config.Lag has it again.
// What its own clients write, and sync, do not wait for it.
func (s *State) Lag(member int, nanos int64) { s.members[member].lag = max(nanos, -1) }
