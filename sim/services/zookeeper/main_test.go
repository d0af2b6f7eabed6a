package main

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper"
)

// A world that stands in for the simulator: it notes what it is asked and refuses one operation.
type world struct {
	mu     sync.Mutex
	refuse string
	notes  []string
}

func (w *world) hooks() guest.Hooks {
	return guest.Hooks{
		Point: func(stage guest.Stage, op, client string, args ...trace.Arg) guest.Verdict {
			w.note(string(stage), op, args)
			if op == w.refuse && stage == guest.Received {
				return guest.Verdict{Action: guest.Fail, Error: "-102"}
			}
			return guest.Verdict{}
		},
		Record: func(name, client string, args ...trace.Arg) { w.note("fact", name, args) },
	}
}

func (w *world) note(what, name string, args []trace.Arg) {
	w.mu.Lock()
	defer w.mu.Unlock()
	words := []string{what, name}
	for _, a := range args {
		if a.Key != "session" {
			words = append(words, a.String())
		}
	}
	w.notes = append(w.notes, strings.Join(words, " "))
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}

func connect(t *testing.T, s *zookeeper.Server) (*zk.Conn, <-chan zk.Event) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	c, events, err := zk.Connect([]string{l.Addr().String()}, 10*time.Second, zk.WithLogger(quiet{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, events
}

// TestWorldSeesOperations is the story of two writes as the world sees it.
func TestWorldSeesOperations(t *testing.T) {
	w := &world{refuse: "zookeeper.setData"}
	c, _ := connect(t, zookeeper.NewServer(zookeeper.Config{}, hooks(w.hooks())))
	if _, err := c.Create("/n", []byte("1"), 0, zk.WorldACL(zk.PermAll)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Set("/n", []byte("2"), 0); err != zk.ErrNoAuth {
		t.Errorf("a refused set gives %v", err)
	}
	c.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	want := []string{
		"received zookeeper.connect", `fact zookeeper.session kind="open"`, "applied zookeeper.connect",
		`received zookeeper.create path="/n"`,
		`fact zookeeper.write kind="create" path="/n" data="1" version=0 zxid=2`,
		`applied zookeeper.create path="/n"`,
		`received zookeeper.setData path="/n"`, `applied zookeeper.setData path="/n"`,
		"received zookeeper.closeSession", `fact zookeeper.session kind="close"`, "applied zookeeper.closeSession",
	}
	var got []string
	for _, n := range w.notes {
		if !strings.HasPrefix(n, "answered ") { // it runs beside the next request
			got = append(got, n)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the world saw (-want +got):\n%s", d)
	}
}
