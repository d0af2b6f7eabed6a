package zookeeper

import (
	"fmt"
	"math"
	"slices"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// begin takes the next transaction id.
func (s *State) begin(session, now int64) txn {
	return txn{zxid: s.Zxid(s.leader) + s.lost + 1, time: now, session: session}
}

// commit puts a transaction into the log of each running member. The leader applies it at once and gives the results;
// so does the member that the request came through, if any, as it may not answer before. The others may take their time.
func (s *State) commit(t *txn, through *member) []wire.Reply {
	s.lost = 0
	s.results = s.apply(s.leading(), t, s.results[:0])
	s.tell(t)
	for i, m := range s.members {
		if i == s.leader || !m.running {
			continue
		}
		lag := s.lagOf(i, t.zxid)
		if m == through {
			s.applyUntil(m, math.MaxInt64)
			lag = 0
		}
		if lag == 0 && len(m.behind) == 0 {
			s.apply(m, t, nil)
			continue
		}
		late := *t
		late.changes = slices.Clone(t.changes)
		m.behind = append(m.behind, delayed{late, t.time + lag})
		s.effects.Later = true
	}
	return s.results
}

// apply does a transaction on a member. If a session ends with it, so does the connection that serves it there.
func (s *State) apply(m *member, t *txn, results []wire.Reply) []wire.Reply {
	if t.zxid <= m.tree.zxid {
		panic(fmt.Sprintf("zookeeper: transaction %#x applied after %#x", t.zxid, m.tree.zxid))
	}
	results = m.apply(t, &s.effects, results)
	if id, ok := m.serving[t.session]; ok && t.ends {
		s.hangUp(id)
	}
	return results
}

// applyUntil does the transactions that are due at a member, in the order of the log.
func (s *State) applyUntil(m *member, now int64) {
	n := 0
	for n < len(m.behind) && m.behind[n].due <= now {
		s.apply(m, &m.behind[n].txn, nil)
		n++
	}
	clear(m.behind[:n])
	m.behind = m.behind[n:]
}

// reach applies the transactions that are due everywhere.
func (s *State) reach(now int64) {
	for _, m := range s.members {
		if m.running && len(m.behind) > 0 {
			s.applyUntil(m, now)
		}
	}
}

// Overwrite lets a znode that there is hold other data, in a transaction of no session.
func (s *State) Overwrite(path string, data []byte, now int64) Effects {
	version := s.leading().tree.nodes[path].stat.Version + 1
	return s.intervene(change{op: wire.OpSetData, reply: wire.OpSetData, path: path, data: data, version: version}, now)
}

// Remove deletes a znode that there is and that has no children, in a transaction of no session.
func (s *State) Remove(path string, now int64) Effects {
	return s.intervene(change{op: wire.OpDelete, reply: wire.OpDelete, path: path}, now)
}

// Protect gives a znode that there is another ACL, in a transaction of no session.
func (s *State) Protect(path string, acl []wire.ACL, now int64) Effects {
	version := s.leading().tree.nodes[path].stat.Aversion + 1
	return s.intervene(change{op: wire.OpSetACL, reply: wire.OpSetACL, path: path, acl: acl, version: version}, now)
}

// intervene commits what no session has asked for.
func (s *State) intervene(c change, now int64) Effects {
	s.effects.reset()
	t := s.begin(0, now)
	t.changes = []change{c}
	s.commit(&t, nil)
	return s.effects
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

// Lag makes a member apply each transaction so many nanoseconds after the leader, also those that it has learned and not
// applied yet; below 0, as Config.Lag has it again. What its own clients write, and sync, do not wait for it.
func (s *State) Lag(member int, nanos int64) {
	m := s.members[member]
	m.lag = max(nanos, -1)
	for i := range m.behind {
		d := &m.behind[i]
		d.due = d.time + s.lagOf(member, d.zxid)
	}
}

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
