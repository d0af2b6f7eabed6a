package zookeepertest

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper"
)

// A Request is what a function given to Intercept is asked about.
type Request struct {
	Stage  zookeeper.Stage // Received, Applied or Answered
	Op     string          // as ZooKeeper spells it: "connect", "create", "setData", "multi", "ping", "closeSession", ...
	Path   string          // that it is about, of a multi the first one; empty if it has none
	Client string          // address, "10.0.1.1:40001"
}

// Intercept lets a function decide what happens to each request of each client, pings included, at each stage of it: it
// can be lost, fail, or be late, before it is applied or after. The zero Verdict lets it pass. This loses the answer to
// the first create:
//
//	srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
//		if r.Stage == zookeeper.Applied && r.Op == "create" {
//			srv.Intercept(nil)
//			return zookeeper.Verdict{Action: zookeeper.Drop}
//		}
//		return zookeeper.Verdict{}
//	})
//
// The function replaces the one before; nil lets everything pass. It is called for one request at a time, and must
// neither wait nor call the server, except for Intercept.
func (s *Server) Intercept(f func(Request) zookeeper.Verdict) { s.faults.decide.Store(&f) }

// An interceptor asks the function that is in place.
type interceptor struct {
	decide atomic.Pointer[func(Request) zookeeper.Verdict]
	mu     sync.Mutex // one request at a time
}

func (i *interceptor) ask(stage zookeeper.Stage, op, client string, args []trace.Arg) zookeeper.Verdict {
	i.mu.Lock()
	defer i.mu.Unlock()
	decide := i.decide.Load()
	if decide == nil || *decide == nil {
		return zookeeper.Verdict{}
	}
	r := Request{Stage: stage, Op: strings.TrimPrefix(op, "zookeeper."), Client: client}
	for _, a := range args {
		if a.Key == "path" {
			r.Path = a.Text
		}
	}
	return (*decide)(r)
}
