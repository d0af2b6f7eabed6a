package zookeeper

import (
	"time"

	"github.com/onceover/onceover/sim/trace"
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

// received asks before a request is applied, and waits if it is to be late.
func (c *conn) received(q question) Verdict {
	v := c.ask(Received, q)
	time.Sleep(v.wait())
	return v
}

// connect handles the first frame, and reports whether the connection goes on.
func (c *conn) connect(frame []byte) bool {
	r, ok := ParseConnect(frame)
	if !ok {
		return false
	}
	q := c.server.hooks.question("connect", func() []trace.Arg { return []trace.Arg{trace.Int("session", r.Session)} })
	verdict := c.received(q)
	if verdict.Action == Drop {
		return false
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	var reply ConnectReply // to fail is to say that the session is gone: the protocol has no other refusal
	if verdict.Action != Fail {
		if reply, ok = c.open(r); !ok {
			return false
		}
	}
	verdict = c.ask(Applied, q)
	switch verdict.Action {
	case Drop:
		return false
	case Fail:
		reply = ConnectReply{}
	}
	c.send(outgoing{frame: connectFrame(&reply, r.HasReadOnly), hold: verdict.wait(), question: q})
	return reply.Session != 0
}

// open makes the connection known; false says to hang up. The lock is held.
func (c *conn) open(r ConnectRequest) (ConnectReply, bool) {
	s := c.server
	id, reply, effects, err := s.state.Connect(r, c.host(), s.now())
	s.spread(&effects, c.address)
	if id != 0 {
		c.id = id
		s.byClient[id] = c
		s.watchExpiry()
	}
	return reply, err == nil
}

// request handles a later frame, and reports whether the connection goes on.
func (c *conn) request(frame []byte) bool {
	r := &c.last
	xid, ok := parseFrame(frame, r)
	if !ok {
		return false
	}
	q := c.server.hooks.question(r.Op.String(), r.summary)
	verdict := c.received(q)
	if verdict.Action == Drop {
		return false
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	reply := c.apply(r, verdict)
	verdict = c.ask(Applied, q)
	switch verdict.Action {
	case Drop:
		return false
	case Fail:
		reply.Err = ParseCode(verdict.Error)
	}
	if !reply.Silent {
		c.send(outgoing{frame: replyFrame(xid, &reply), hold: verdict.wait(), question: q})
	}
	return !reply.Close
}

// apply does a request, unless it is to fail. The lock is held.
func (c *conn) apply(r *Request, verdict Verdict) Reply {
	s := c.server
	if verdict.Action == Fail {
		return Reply{Op: r.Op, Zxid: s.state.Zxid(), Err: ParseCode(verdict.Error)}
	}
	reply, effects := s.state.Apply(c.id, r, s.now())
	s.spread(&effects, c.address)
	return reply
}
