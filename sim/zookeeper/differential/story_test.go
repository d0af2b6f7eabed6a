package differential

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A story draws what the clients of one case do, and plays it on a pair.
type story struct {
	t     *rapid.T
	pair  *pair
	root  string
	names []string // paths that were created, some of which are gone again
	xid   int32
}

// tell plays one case; the error is a difference. Connections and sessions are few, so that they meet.
func tell(t testing.TB, draw *rapid.T, p *pair) error {
	root, err := p.begin(t)
	if err != nil {
		return err
	}
	s := &story{t: draw, pair: p, root: root, names: []string{root}}
	steps := rapid.IntRange(1, 30).Draw(draw, "steps")
	for range steps {
		if err := p.do(t, s.next()); err != nil {
			return err
		}
		s.learn()
	}
	return s.finish(t)
}

// learn remembers what was created.
func (s *story) learn() {
	for _, at := range s.pair.sides[0].seen {
		r, ok := at.parsed.(wire.Reply)
		if !ok {
			continue
		}
		s.learnFrom(&r)
		for i := range r.Results {
			s.learnFrom(&r.Results[i])
		}
	}
}

func (s *story) learnFrom(r *wire.Reply) {
	const few = 24
	switch r.Op {
	case wire.OpCreate, wire.OpCreate2, wire.OpCreateContainer, wire.OpCreateTTL:
		if r.Err == wire.OK && len(s.names) < few {
			s.names = append(s.names, r.Path)
		}
	}
}

// next is one step. Small numbers come more often than large ones, here and below: rapid prefers them.
func (s *story) next() step {
	const most = 4
	open := s.open()
	if len(open) == 0 {
		return s.connect()
	}
	kind := rapid.IntRange(0, 31).Draw(s.t, "step")
	if kind > 28 && len(open) < most {
		return s.connect()
	}
	line := rapid.SampledFrom(open).Draw(s.t, "connection")
	switch kind {
	case 26:
		return &burst{line, []request{s.ending()}}
	case 27:
		return &noise{line, s.noise()}
	case 28:
		return &hangup{line}
	}
	return s.burst(line)
}

// open is the connections that still are, but for the first one.
func (s *story) open() []int {
	var open []int
	for i, l := range s.pair.sides[0].links {
		if i > 0 && l != nil {
			open = append(open, i)
		}
	}
	return open
}

// burst draws requests that are sent together. An auth goes first: the real server answers it at once, and not after
// the requests that it has taken in before.
func (s *story) burst(line int) step {
	b := &burst{line: line}
	for range rapid.IntRange(1, 8).Draw(s.t, "requests") {
		r, at := s.request(), len(b.requests)
		if r.op.Op == wire.OpAuth {
			at = 0
		}
		b.requests = slices.Insert(b.requests, at, r)
		if racing(&r) {
			break
		}
	}
	return b
}

// racing finds requests whose effect on what comes right behind them is a race in the real server: it checks against the
// old ACL until a setACL is applied, and against what the first operations of a multi would have done if it gave the
// multi up in the middle.
func racing(r *request) bool {
	return r.op.Op == wire.OpSetACL || r.op.Op == wire.OpMulti && (r.raw != nil || slices.ContainsFunc(r.op.Ops, func(one wire.Request) bool {
		return one.Flags == 5 || one.Flags == 6
	}))
}

// finish closes every session, so that none expires while another case runs.
func (s *story) finish(t testing.TB) error {
	for label := 2; label <= len(s.pair.sides[0].sessions); label++ {
		if err := s.pair.do(t, &connect{label: label, request: wire.ConnectRequest{Timeout: 1 << 30}}); err != nil {
			return err
		}
		if err := s.close(t, len(s.pair.sides[0].links)-1); err != nil {
			return err
		}
	}
	return s.close(t, 0)
}

func (s *story) close(t testing.TB, line int) error {
	if s.pair.sides[0].links[line] == nil {
		return nil
	}
	return s.pair.do(t, &burst{line, []request{{xid: 1, op: wire.Request{Op: wire.OpCloseSession}, ends: true}}})
}
