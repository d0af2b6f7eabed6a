package zookeepertest_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/wire"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

var handshake = (&wire.ConnectRequest{Timeout: 10000, Password: make([]byte, 16)}).Frame()

// TestInterceptAtEachStage goes wrong in each way, and looks at what the client is told, when, and at what is true.
func TestInterceptAtEachStage(t *testing.T) {
	type outcome struct {
		Err   error
		There bool
		After time.Duration
	}
	drop := zookeeper.Verdict{Action: zookeeper.Drop}
	refuse := zookeeper.Verdict{Action: zookeeper.Fail, Error: "-103"}
	late := zookeeper.Verdict{Action: zookeeper.Delay, Delay: 3 * time.Second}
	half := zookeeper.Verdict{Action: zookeeper.Half}
	for _, c := range []struct {
		stage   zookeeper.Stage
		verdict zookeeper.Verdict
		want    outcome
	}{
		{zookeeper.Received, zookeeper.Verdict{}, outcome{nil, true, 0}},
		{zookeeper.Received, drop, outcome{zk.ErrConnectionClosed, false, 0}},
		{zookeeper.Received, refuse, outcome{zk.ErrBadVersion, false, 0}},
		{zookeeper.Received, late, outcome{nil, true, 3 * time.Second}},
		{zookeeper.Applied, drop, outcome{zk.ErrConnectionClosed, true, 0}},
		{zookeeper.Applied, refuse, outcome{zk.ErrBadVersion, true, 0}},
		{zookeeper.Applied, late, outcome{nil, true, 3 * time.Second}},
		{zookeeper.Applied, half, outcome{zk.ErrConnectionClosed, true, 6666 * time.Millisecond}},
	} {
		t.Run(fmt.Sprint(c.stage, c.verdict.Action), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := zookeepertest.NewServer(t)
				client, _ := connect(t, srv)
				srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
					if r.Stage == c.stage && r.Op == "create" && r.Path == "/n" {
						return c.verdict
					}
					return zookeeper.Verdict{}
				})
				start := time.Now()
				_, err := client.Create("/n", nil, 0, open)
				got := outcome{err, false, time.Since(start).Truncate(time.Millisecond)}
				_, got.There = srv.Tree()["/n"]
				if d := cmp.Diff(c.want, got, cmp.Comparer(errors.Is)); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			})
		})
	}
}

// TestInterceptSeesEveryRequest notes all stages of a short life, by client.
func TestInterceptSeesEveryRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		var seen []string
		srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
			seen = append(seen, fmt.Sprintf("%s %s %s %s", r.Client, r.Stage, r.Op, r.Path))
			return zookeeper.Verdict{}
		})
		c, _ := connect(t, srv)
		create(t, c, "/n", 0)
		if _, err := c.Multi(&zk.DeleteRequest{Path: "/n"}); err != nil {
			t.Fatal(err)
		}
		c.Close()
		synctest.Wait()
		var want []string
		for _, op := range []string{"connect ", "create /n", "multi /n", "closeSession "} {
			for _, stage := range []zookeeper.Stage{zookeeper.Received, zookeeper.Applied, zookeeper.Answered} {
				want = append(want, fmt.Sprintf("10.0.1.1:40001 %s %s", stage, op))
			}
		}
		if d := cmp.Diff(want, seen); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

// TestCloseEndsEverything closes a server in a bubble, which fails if any goroutine is left, while clients are in all
// sorts of states.
func TestCloseEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t, zookeeper.Config{Members: 2})
		srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
			if r.Stage == zookeeper.Applied && r.Op == "getData" && r.Path == "/" {
				return zookeeper.Verdict{Action: zookeeper.Half}
			}
			return zookeeper.Verdict{}
		})
		dial := func(requests ...wire.Request) *wire.Client {
			nc, err := srv.Dial("tcp", srv.Addrs()[1], 0)
			if err != nil {
				t.Fatal(err)
			}
			c := wire.NewClient(nc)
			for i, r := range requests {
				if i == 0 {
					c.Connect(wire.ConnectRequest{Timeout: 10000, Password: make([]byte, 16)})
				}
				c.Send(&r)
			}
			return c
		}
		dial()                                                              // says nothing
		dial().Conn.Write(handshake[:10])                                   // stops within a frame
		dial(wire.Request{Op: wire.OpGetData, Path: "/"})                   // gets half an answer
		dial().Conn.Write([]byte{0x7f, 0xff, 0xff, 0xff})                   // sends a frame that is too long
		dial(unread()...)                                                   // reads no answers
		dial(append(unread(), wire.Request{Op: wire.OpCloseSession})...)    // and closes its session
		dial(wire.Request{Op: wire.OpCloseSession}, wire.Request{Op: 9999}) // speaks after the end
		synctest.Wait()
	})
}

// TestCloseEndsWhatIsLate closes a server while a request, or the answer to one, is to wait for an hour: the bubble fails
// if anybody does.
func TestCloseEndsWhatIsLate(t *testing.T) {
	for _, op := range []string{"connect", "getData"} {
		for _, stage := range []zookeeper.Stage{zookeeper.Received, zookeeper.Applied} {
			t.Run(op+" "+string(stage), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					srv := zookeepertest.NewServer(t)
					late := false
					srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
						if r.Stage != stage || r.Op != op {
							return zookeeper.Verdict{}
						}
						late = true
						return zookeeper.Verdict{Action: zookeeper.Delay, Delay: time.Hour}
					})
					nc, err := srv.Dial("tcp", srv.Addr(), 0)
					if err != nil {
						t.Fatal(err)
					}
					nc.Write(handshake)
					nc.Write((&wire.Request{Op: wire.OpGetData, Path: "/"}).Frame(1))
					synctest.Wait()
					srv.Close()
					if !late {
						t.Error("nothing was late")
					}
				})
			})
		}
	}
}

// unread is more answers than a connection holds.
func unread() []wire.Request {
	all := []wire.Request{{Op: wire.OpCreate, Path: "/big", Data: make([]byte, 30<<10), ACL: wire.OpenACL, TTL: -1}}
	for range 5 {
		all = append(all, wire.Request{Op: wire.OpGetData, Path: "/big"})
	}
	return all
}
