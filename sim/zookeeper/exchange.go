package zookeeper

import (
	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A question is what the points of one request are about. It is empty where nobody asks.
type question struct {
	op   string
	args []trace.Arg
}

func (c *conn) ask(stage Stage, q question) Verdict {
	if q.op == "" {
		return Verdict{}
	}
	return c.server.hooks.Point(stage, q.op, c.address, q.args)
}

// received asks before a request is applied, which was read at begin, and waits if it is to be late.
func (c *conn) received(q question, begin int64) Verdict {
	v := c.ask(Received, q)
	if wait := v.wait(); wait > 0 {
		c.server.mu.Lock()
		c.countIn(begin)
		c.outstanding = 1
		c.server.mu.Unlock()
		c.server.pause(wait)
	}
	return v
}

// connect handles the first frame, and reports whether the connection goes on.
func (c *conn) connect(frame []byte) bool {
	begin := c.server.now()
	r, ok := wire.ParseConnect(frame)
	if !ok {
		return false
	}
	q := c.server.hooks.question("connect", func() []trace.Arg { return []trace.Arg{trace.Int("session", r.Session)} })
	verdict := c.received(q, begin)
	if verdict.Action == Drop {
		return false
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.handled(begin)
	var reply wire.ConnectReply // to fail is to say that the session is gone: the protocol has no other refusal
	if verdict.Action != Fail {
		if reply, ok = c.open(&r); !ok {
			return false
		}
	}
	verdict = c.ask(Applied, q)
	switch verdict.Action {
	case Drop:
		return false
	case Fail:
		reply = wire.ConnectReply{}
	}
	if r.Session == 0 && reply.Session != 0 {
		c.done("SESS", 0, c.server.state.Zxid(c.member), begin, c.server.now()+int64(verdict.wait()))
	}
	c.answer(reply.Frame(r.HasReadOnly), verdict, q)
	c.begun = true
	return reply.Session != 0
}

// open makes the connection known; false says to hang up. The lock is held.
func (c *conn) open(r *wire.ConnectRequest) (wire.ConnectReply, bool) {
	s := c.server
	id, reply, effects, err := s.state.Connect(c.member, r, c.host(), s.now())
	if id != 0 {
		c.id = id
		s.byClient[id] = c
	}
	s.spread(&effects, c.address)
	s.watchClock()
	if err == ErrReadOnly {
		refusal := wire.Reply{Zxid: s.state.Zxid(c.member), Err: wire.NotReadOnly}
		c.send(outgoing{frame: refusal.Frame(0)})
	}
	return reply, err == nil
}

// request handles a later frame, and reports whether the connection goes on.
func (c *conn) request(frame []byte) bool {
	begin := c.server.now()
	r := &c.last
	xid, ok := r.ParseFrame(frame)
	if !ok {
		return false
	}
	q := c.server.hooks.question(r.Op.String(), func() []trace.Arg { return summary(r) })
	verdict := c.received(q, begin)
	if verdict.Action == Drop {
		return false
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.handled(begin)
	now := c.server.now()
	reply, effects := c.apply(r, verdict, now)
	verdict = c.ask(Applied, q)
	switch verdict.Action {
	case Drop:
		return false
	case Fail:
		reply.Err = wire.ParseCode(verdict.Error)
	}
	if !effects.Silent {
		c.done(lastOp(r.Op, reply.Err), xid, reply.Zxid, begin, now+int64(verdict.wait()))
		c.answer(reply.Frame(xid), verdict, q)
	}
	return !effects.HangUp
}

// apply does a request, unless it is to fail. The lock is held.
func (c *conn) apply(r *wire.Request, verdict Verdict, now int64) (wire.Reply, Effects) {
	s := c.server
	if verdict.Action == Fail {
		return wire.Reply{Op: r.Op, Zxid: s.state.Zxid(c.member), Err: wire.ParseCode(verdict.Error)}, Effects{}
	}
	reply, effects := s.state.Apply(c.id, r, now)
	s.spread(&effects, c.address)
	if effects.Later {
		s.watchClock()
	}
	return reply, effects
}
