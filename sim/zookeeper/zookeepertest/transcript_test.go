package zookeepertest_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// A transcript is what one party did and saw, and at which instant of the bubble.
type transcript struct {
	start time.Time
	lines []string
}

func (p *transcript) note(format string, args ...any) {
	p.lines = append(p.lines, fmt.Sprintf("%v ", time.Since(p.start))+fmt.Sprintf(format, args...))
}

// TestSameTranscriptEachTime has four clients compete for a lock through lost connections, lost answers and a lost
// session, a hundred times. The callers act at instants of their own; the rest is up to the server and the connections.
func TestSameTranscriptEachTime(t *testing.T) {
	var first string
	for run := range 100 {
		synctest.Test(t, func(t *testing.T) {
			got := conversation(t)
			if run == 0 {
				first = got
			} else if got != first {
				t.Fatalf("run %d (-first +this):\n%s", run, cmp.Diff(strings.Split(first, "\n"), strings.Split(got, "\n")))
			}
		})
		if t.Failed() {
			return
		}
	}
	for _, part := range []string{"create: <nil>", "zk: connection closed", "EventNodeDeleted", "setWatches"} {
		if !strings.Contains(first, part) {
			t.Errorf("nobody tells of %q:\n%s", part, first)
		}
	}
}

// conversation is the transcripts of the server and of each caller. That an answer was written is not in it: by then,
// its reader may have gone on.
func conversation(t *testing.T) string {
	srv := zookeepertest.NewServer(t)
	parties := make([]transcript, 5)
	for i := range parties {
		parties[i].start = time.Now()
	}
	creates := 0
	srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
		if r.Stage != zookeeper.Answered {
			parties[4].note("%s %s %s %s", r.Client, r.Stage, r.Op, r.Path)
		}
		if r.Stage == zookeeper.Applied && r.Op == "create" {
			if creates++; creates%5 == 0 {
				return zookeeper.Verdict{Action: zookeeper.Drop}
			}
		}
		return zookeeper.Verdict{}
	})
	var callers sync.WaitGroup
	for caller := range 4 {
		time.Sleep(7*time.Millisecond + time.Duration(caller))
		c, _ := connect(t, srv)
		callers.Go(func() { parties[caller].compete(c, caller) })
		for cut := range 8 {
			time.AfterFunc(time.Duration(cut+1)*777*time.Millisecond+time.Duration(caller)*83*time.Millisecond, func() {
				if cut == 6 && caller == 2 {
					srv.ExpireSession(c.SessionID())
				} else {
					srv.Disconnect(c.SessionID())
				}
			})
		}
	}
	callers.Wait()
	var all []string
	for _, p := range parties {
		all = append(all, p.lines...)
	}
	return strings.Join(all, "\n")
}

// turn waits for the caller's next instant at which its client has a session. No two callers share one, and none is a
// second after another, which is when a client that was cut off is back: whether it sends its watches before a request
// that has waited for it, or after, or not at all, the client leaves to chance.
func (p *transcript) turn(c *zk.Conn, caller int) {
	const period = 130 * time.Millisecond
	for first := true; first || c.State() != zk.StateHasSession; first = false {
		next := time.Since(p.start).Truncate(period) + period + time.Duration(caller)*17*time.Millisecond + 1
		time.Sleep(next - time.Since(p.start))
	}
}

// compete tries for the lock twelve times: it creates an ephemeral znode, or waits until that of another is gone.
func (p *transcript) compete(c *zk.Conn, caller int) {
	for range 12 {
		p.turn(c, caller)
		_, err := c.Create("/lock", nil, zk.FlagEphemeral, open)
		p.note("caller %d: create: %v", caller, err)
		switch err {
		case nil, zk.ErrConnectionClosed: // then the lock is its own, or another's: the conversation goes on either way
			for range 3 {
				p.turn(c, caller)
			}
			p.note("caller %d: delete: %v", caller, c.Delete("/lock", -1))
		case zk.ErrNodeExists:
			p.turn(c, caller)
			_, _, gone, err := c.ExistsW("/lock")
			p.note("caller %d waits: %v", caller, err)
			if err == nil {
				select {
				case e := <-gone:
					p.note("caller %d sees %v %v", caller, e.Type, e.Err)
				case <-time.After(1500 * time.Millisecond):
				}
			}
		}
	}
}
