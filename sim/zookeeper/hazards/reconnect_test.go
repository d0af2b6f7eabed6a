package hazards

import (
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/wire"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// TestH1LostAuthWedgesTheClient: if the connection breaks while credentials are sent again after a reconnect, the client never connects again, and every call hangs, Close only excepted.
//
// Why: the error of the write is put into the request's channel of one slot, and the request stays in the table; when the table is flushed, the client waits for room in that channel for ever, with the table locked.
//
// Do: do not use AddAuth on a connection that has to survive; or give calls a deadline of your own, and connect anew in a new process when one passes.
func TestH1LostAuthWedgesTheClient(t *testing.T) {
	alone(t, "wedged", func() {
		inBubble(t, zookeeper.Config{}, func(r *rig) {
			if err := r.AddAuth("digest", []byte("user:password")); err != nil {
				t.Fatal(err)
			}
			r.wire.set(func(c net.Conn, op wire.Op, frame []byte) (int, error) {
				if op == wire.OpAuth {
					return 0, syscall.EPIPE
				}
				return c.Write(frame)
			})
			r.srv.Disconnect(r.SessionID())
			time.Sleep(2 * time.Second)
			r.wire.set(nil)
			answered := false
			go func() {
				r.Exists("/")
				answered = true
			}()
			time.Sleep(time.Hour)
			if dials := len(r.wire.conns); dials == 2 && !answered {
				leave("wedged") // a goroutine that waits for ever would fail the bubble
			}
		})
	})
}

// alone runs a test in a process of its own, and looks for words in what it says.
func alone(t *testing.T, words string, test func()) {
	t.Helper()
	if os.Getenv("HAZARD") == t.Name() {
		test()
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "HAZARD="+t.Name())
	if out, _ := cmd.CombinedOutput(); !strings.Contains(string(out), words) {
		t.Errorf(mended+"%q is not in what it says:\n%s", words, out)
	}
}

// leave ends the process that alone has started.
func leave(words string) {
	os.Stdout.WriteString(words + "\n")
	os.Exit(0)
}

// TestH2WatchIsLostBySecondDisconnect: a watch misses a change for ever, if the connection breaks twice.
//
// Why: a request that was queued during the outage is sent before the watches are set again, and its answer moves on the transaction that the client says it has seen. The goroutine that receives answers and the one that sets watches share that number without a lock: the race detector reports it, and which of them is first is left to chance. If the connection breaks before the watches are set, the next attempt is certain to say that the change was seen.
//
// Do: read again what you watch after every HasSession, and compare; never rely on a watch alone. Under -race, expect a report from conn.go.
func TestH2WatchIsLostBySecondDisconnect(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		r.make("/watched", "/other")
		_, _, changed, err := r.GetW("/watched")
		if err != nil {
			t.Fatal(err)
		}
		other := r.another()
		r.next(zookeeper.Received, "setWatches", zookeeper.Verdict{Action: zookeeper.Drop})
		r.srv.Disconnect(r.SessionID())
		r.settle()
		if _, err := other.Set("/watched", []byte("new"), -1); err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.Get("/other"); err != nil { // waits for the first reconnect
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if n := r.events.count(zk.StateHasSession); n != 3 {
			t.Fatalf("%d connections, want 3", n)
		}
		if len(changed) > 0 {
			t.Errorf(mended+"%+v", <-changed)
		}
	})
}

// TestH4NewDataComesBeforeTheEventThatAnnouncesIt: after a reconnect, reads see a change before its watch fires.
//
// Why: requests that were queued during the outage go first, and the watches are set again after them. ZooKeeper promises the event before the new data only within one connection.
//
// Do: take versions from the Stat of what you read; do not conclude from a silent watch that nothing has changed.
func TestH4NewDataComesBeforeTheEventThatAnnouncesIt(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		r.make("/n")
		_, _, changed, err := r.GetW("/n")
		if err != nil {
			t.Fatal(err)
		}
		other := r.another()
		var order []string
		r.srv.Intercept(func(q zookeepertest.Request) zookeeper.Verdict {
			if q.Stage == zookeeper.Received && (q.Op == "getData" || q.Op == "setWatches") {
				order = append(order, q.Op)
			}
			if q.Stage == zookeeper.Received && q.Op == "setWatches" {
				return zookeeper.Verdict{Action: zookeeper.Delay, Delay: time.Second}
			}
			return zookeeper.Verdict{}
		})
		r.srv.Disconnect(r.SessionID())
		r.settle()
		if _, err := other.Set("/n", []byte("new"), -1); err != nil {
			t.Fatal(err)
		}
		data, _, err := r.Get("/n")
		if err != nil || string(data) != "new" || len(changed) > 0 {
			t.Errorf(mended+"read %q, %v, with %d events before", data, err, len(changed))
		}
		if e := <-changed; e.Type != zk.EventNodeDataChanged || !slices.Equal(order, []string{"getData", "setWatches"}) {
			t.Errorf(mended+"event %v after %v", e, order)
		}
	})
}

// TestH13ExistsWatchMissesAZnodeThatCameAndWent: a watch for a znode that was created and deleted during an outage never fires.
//
// Why: the server compares what the client saw last with what is there now, and nothing is. ZooKeeper documents it.
//
// Do: let nothing depend on having seen a znode that lives briefly; leave a trace that lasts, such as a counter in a parent's data.
func TestH13ExistsWatchMissesAZnodeThatCameAndWent(t *testing.T) {
	inBubble(t, zookeeper.Config{}, func(r *rig) {
		_, _, created, err := r.ExistsW("/n")
		if err != nil {
			t.Fatal(err)
		}
		other := r.another()
		r.srv.Disconnect(r.SessionID())
		r.settle()
		other.make("/n")
		if err := other.Delete("/n", -1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if len(created) > 0 {
			t.Errorf(mended+"%+v", <-created)
		}
	})
}
