package zookeeper

import (
	"time"

	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A Stage is a moment in the life of a request at which a Hooks.Point is asked.
type Stage string

// The stages, in their order.
const (
	Received Stage = "received" // the request is here and nothing has happened
	Applied  Stage = "applied"  // it is done, and its answer not sent
	Answered Stage = "answered" // the answer was written; the verdict no longer matters
)

// An Action is what is to happen to a request.
type Action uint8

// The actions.
const (
	GoOn  Action = iota
	Fail         // answer Verdict.Error; what was received is then not applied
	Drop         // close the connection without an answer; what was received is then not applied
	Delay        // wait for Verdict.Delay; the requests behind it on the connection wait too
	Half         // of what was applied: send half of the answer's frame, and nothing after it; the connection stays open
)

// A Verdict is the answer to a point.
type Verdict struct {
	Action Action
	Error  string // the decimal number of a Code
	Delay  time.Duration
}

// Hooks lets somebody watch a server and go wrong on purpose. A nil function is never called. The functions may be
// called while the server holds its lock, and must not call it back.
type Hooks struct {
	// Point is asked at each stage of each request; op is "zookeeper.setData", client the remote address.
	Point func(stage Stage, op, client string, args []trace.Arg) Verdict
	// Record is told each fact: "zookeeper.write" for each znode written, "zookeeper.session" for each session that
	// begins or ends. The client is empty for what no request caused.
	Record func(name, client string, args []trace.Arg)
}

// question prepares the points of a request, at no cost if nobody asks.
func (h *Hooks) question(op string, args func() []trace.Arg) question {
	if h.Point == nil {
		return question{}
	}
	return question{"zookeeper." + op, args()}
}

func (v *Verdict) wait() time.Duration {
	if v.Action == Delay {
		return v.Delay
	}
	return 0
}

// answer sends the answer to a request that was applied, as the verdict has it. The lock is held.
func (c *conn) answer(frame []byte, v Verdict, q question) {
	if v.Action == Half {
		c.send(outgoing{frame: frame[:len(frame)/2]})
		c.mute = true
		return
	}
	c.send(outgoing{frame: frame, hold: v.wait(), question: q})
}

func (h *Hooks) record(e *Effects, client string) {
	if h.Record == nil {
		return
	}
	for _, x := range e.Sessions {
		h.Record("zookeeper.session", client, []trace.Arg{
			trace.Str("kind", string(x.Event)), trace.Int("session", x.Session),
		})
	}
	for _, w := range e.Writes {
		h.Record("zookeeper.write", client, []trace.Arg{
			trace.Str("kind", w.Kind), trace.Str("path", w.Path), trace.Str("data", string(w.Data)),
			trace.Int("version", int64(w.Version)), trace.Int("zxid", w.Zxid), trace.Int("session", w.Session),
		})
	}
}

// summary is the arguments of a request's points: what it is about, and never the data.
func summary(r *wire.Request) []trace.Arg {
	switch {
	case r.Path != "":
		return []trace.Arg{trace.Str("path", r.Path)}
	case len(r.Ops) > 0:
		return []trace.Arg{trace.Str("path", r.Ops[0].Path), trace.Int("ops", int64(len(r.Ops)))}
	}
	return nil
}
