package zookeeper

import (
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// lateSync holds the answer to a sync back until long after the session of who does nothing else has expired.
var lateSync = Hooks{Point: func(stage Stage, op, _ string, _ []trace.Arg) Verdict {
	if stage == Applied && op == "zookeeper.sync" {
		return Verdict{Action: Delay, Delay: 40 * time.Second}
	}
	return Verdict{}
}}

// TestSlowReaderIsHungUpOn has a client not read the last answer: the connection ends all the same, when the session has
// expired or was closed.
func TestSlowReaderIsHungUpOn(t *testing.T) {
	for _, op := range []wire.Op{wire.OpPing, wire.OpCloseSession, wire.OpSync} {
		t.Run(op.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, doors := doorways(t, Config{}, lateSync)
				c := doors[0].session(t, "10.0.0.8:1")
				must[int32](t)(c.Send(&wire.Request{Op: op}))
				time.Sleep(time.Minute)
				c.Conn.SetWriteDeadline(time.Now().Add(time.Second))
				if _, err := c.Conn.Write([]byte{0}); !errors.Is(err, io.ErrClosedPipe) {
					t.Errorf("the connection is still there: %v", err)
				}
			})
		})
	}
}

// TestHeldAnswerOutlivesSession has a client wait for an answer that is held back: it gets it, and then the end.
func TestHeldAnswerOutlivesSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, doors := doorways(t, Config{}, lateSync)
		c := doors[0].session(t, "10.0.0.8:1")
		if reply := must[wire.Reply](t)(c.Do(&wire.Request{Op: wire.OpSync, Path: "/"})); reply.Path != "/" {
			t.Errorf("%+v", reply)
		}
		if m, err := c.Receive(); !errors.Is(err, io.EOF) {
			t.Errorf("after it: %+v, %v", m, err)
		}
	})
}
