package zookeeper

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/trace"
)

func serve(t testing.TB, c Config, h Hooks) (*Server, string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := NewServer(c, h)
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-done; !errors.Is(err, net.ErrClosed) {
			t.Errorf("serve: %v", err)
		}
	})
	return s, l.Addr().String()
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}

func dial(t testing.TB, addr string) (*zk.Conn, <-chan zk.Event) {
	c, events, err := zk.Connect([]string{addr}, 10*time.Second, zk.WithLogger(quiet{}))
	if err != nil {
		t.Fatal(err)
	}
	await(t, events, zk.StateHasSession)
	t.Cleanup(c.Close)
	return c, events
}

func await(t testing.TB, events <-chan zk.Event, want zk.State) {
	for e := range events {
		if e.State == want {
			return
		}
	}
	t.Fatalf("no event %v", want)
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestClientKeepsOffsets is what a consumer does: it keeps offsets of two partitions by a multi with versions.
func TestClientKeepsOffsets(t *testing.T) {
	_, addr := serve(t, Config{}, Hooks{})
	c, _ := dial(t, addr)
	acl := zk.WorldACL(zk.PermAll)
	for _, p := range []string{"/offsets", "/offsets/0", "/offsets/1"} {
		must[string](t)(c.Create(p, []byte("0"), 0, acl))
	}
	store := func(version int32) error {
		_, err := c.Multi(
			&zk.SetDataRequest{Path: "/offsets/0", Data: []byte("10"), Version: version},
			&zk.SetDataRequest{Path: "/offsets/1", Data: []byte("20"), Version: version})
		return err
	}
	if err := store(0); err != nil {
		t.Fatal(err)
	}
	if err := store(0); !errors.Is(err, zk.ErrBadVersion) {
		t.Errorf("storing on top of what another stored: %v", err)
	}
	data, stat, err := c.Get("/offsets/1")
	if err != nil || string(data) != "20" || stat.Version != 1 {
		t.Errorf("offset %q of version %d, %v", data, stat.Version, err)
	}
}

// TestEphemeralEndsWithSession sees an owner's ephemeral vanish when it closes its session.
func TestEphemeralEndsWithSession(t *testing.T) {
	_, addr := serve(t, Config{}, Hooks{})
	owner, _ := dial(t, addr)
	other, _ := dial(t, addr)
	must[string](t)(owner.Create("/owner", nil, zk.FlagEphemeral, zk.WorldACL(zk.PermAll)))
	there, _, gone, err := other.ExistsW("/owner")
	if err != nil || !there {
		t.Fatalf("exists: %v, %v", there, err)
	}
	owner.Close()
	if e := <-gone; e.Type != zk.EventNodeDeleted {
		t.Errorf("event %v", e)
	}
}

// TestClientReconnects cuts a client's connection: its session, its ephemeral and its watches stay.
func TestClientReconnects(t *testing.T) {
	s, addr := serve(t, Config{}, Hooks{})
	c, events := dial(t, addr)
	session := c.SessionID()
	must[string](t)(c.Create("/e", nil, zk.FlagEphemeral, zk.WorldACL(zk.PermAll)))
	_, _, changed, err := c.GetW("/e")
	if err != nil {
		t.Fatal(err)
	}
	s.Disconnect(session)
	await(t, events, zk.StateDisconnected)
	await(t, events, zk.StateHasSession)
	other, _ := dial(t, addr)
	must[*zk.Stat](t)(other.Set("/e", []byte("x"), 0))
	if e := <-changed; e.Type != zk.EventNodeDataChanged || c.SessionID() != session {
		t.Errorf("event %v in session %x, want one in %x", e, c.SessionID(), session)
	}
}

// TestClientExpires ends a client's session: it learns so, and gets a new one without its ephemeral.
func TestClientExpires(t *testing.T) {
	s, addr := serve(t, Config{}, Hooks{})
	c, events := dial(t, addr)
	session := c.SessionID()
	must[string](t)(c.Create("/e", nil, zk.FlagEphemeral, zk.WorldACL(zk.PermAll)))
	s.ExpireSession(session)
	await(t, events, zk.StateExpired)
	await(t, events, zk.StateHasSession)
	if there, _, err := c.Exists("/e"); there || err != nil || c.SessionID() == session {
		t.Errorf("after expiry: ephemeral there %v, %v", there, err)
	}
}

// once gives a verdict for the first create that reaches a stage.
type once struct {
	mu      sync.Mutex
	stage   Stage
	verdict Verdict
	used    bool
	facts   []string
}

func (o *once) point(stage Stage, op, client string, _ []trace.Arg) Verdict {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.used || stage != o.stage || op != "zookeeper.create" {
		return Verdict{}
	}
	o.used = true
	return o.verdict
}

func (o *once) record(name, client string, args []trace.Arg) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := slices.IndexFunc(args, func(a trace.Arg) bool { return a.Key == "path" }); i >= 0 {
		o.facts = append(o.facts, name+" "+args[i].Text)
	}
}

// TestFaultsAreSeenByClients goes wrong at each point in each way, and looks at what the client is told and at what is
// true.
func TestFaultsAreSeenByClients(t *testing.T) {
	type outcome struct {
		Told  string
		There bool
	}
	refuse, closed := "zk: version conflict", "zk: connection closed"
	for _, c := range []struct {
		stage   Stage
		verdict Verdict
		want    outcome
	}{
		{Received, Verdict{}, outcome{"<nil>", true}},
		{Received, Verdict{Action: Fail, Error: "-103"}, outcome{refuse, false}},
		{Received, Verdict{Action: Drop}, outcome{closed, false}},
		{Received, Verdict{Action: Delay, Delay: time.Millisecond}, outcome{"<nil>", true}},
		{Applied, Verdict{Action: Fail, Error: "-103"}, outcome{refuse, true}},
		{Applied, Verdict{Action: Drop}, outcome{closed, true}},
		{Applied, Verdict{Action: Delay, Delay: time.Millisecond}, outcome{"<nil>", true}},
		{Answered, Verdict{Action: Drop}, outcome{"<nil>", true}},
	} {
		t.Run(fmt.Sprint(c.stage, c.verdict.Action), func(t *testing.T) {
			fault := &once{stage: c.stage, verdict: c.verdict}
			_, addr := serve(t, Config{}, Hooks{Point: fault.point, Record: fault.record})
			client, _ := dial(t, addr)
			_, err := client.Create("/n", nil, 0, zk.WorldACL(zk.PermAll))
			witness, _ := dial(t, addr)
			there, _, _ := witness.Exists("/n")
			if d := cmp.Diff(c.want, outcome{fmt.Sprint(err), there}); d != "" {
				t.Error(d)
			}
			fault.mu.Lock()
			defer fault.mu.Unlock()
			if recorded := slices.Contains(fault.facts, "zookeeper.write /n"); recorded != c.want.There {
				t.Errorf("recorded facts %q", fault.facts)
			}
		})
	}
}
