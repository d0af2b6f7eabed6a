package zookeeper

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// naive is a ZooKeeper in the plainest form: a map of paths, copied whole before a multi.
type naive map[string]naiveNode

type naiveNode struct {
	data    string
	version int32
	creates int
	owner   int64
}

func (m naive) childrenOf(path string) (n int) {
	for p := range m {
		if parentOf(p) == path {
			n++
		}
	}
	return n
}

// do applies one write and gives what a create is called, or the error.
func (m naive) do(r wire.Request, session int64) (string, wire.Code) {
	n, exists := m[r.Path]
	switch {
	case r.Op == wire.OpCreate:
		return m.create(r, session)
	case !exists:
		return "", wire.NoNode
	case r.Version != -1 && r.Version != n.version:
		return "", wire.BadVersion
	case r.Op == wire.OpDelete && m.childrenOf(r.Path) > 0:
		return "", wire.NotEmpty
	case r.Op == wire.OpDelete:
		delete(m, r.Path)
	case r.Op == wire.OpSetData:
		n.data, n.version = string(r.Data), n.version+1
		m[r.Path] = n
	}
	return "", wire.OK
}

func (m naive) create(r wire.Request, session int64) (string, wire.Code) {
	parent, exists := m[parentOf(r.Path)]
	path := r.Path
	if r.Flags&flagSequence != 0 {
		path = fmt.Sprintf("%s%010d", path, parent.creates)
	}
	if !exists {
		return "", wire.NoNode
	}
	if _, taken := m[path]; taken {
		return "", wire.NodeExists
	}
	if parent.owner != 0 {
		return "", wire.NoChildrenForEphemerals
	}
	parent.creates++
	m[parentOf(path)] = parent
	n := naiveNode{data: string(r.Data)}
	if r.Flags&flagEphemeral != 0 {
		n.owner = session
	}
	m[path] = n
	return path, wire.OK
}

func (m naive) end(session int64) {
	for path, n := range m {
		if n.owner == session {
			delete(m, path)
		}
	}
}

// pair drives the real state and the naive one alike.
type pair struct {
	state   *State
	naive   naive
	clients []ClientID
	now     int64
	watched map[ClientID]map[string]bool
}

func newPair() *pair {
	p := &pair{state: NewState(Config{}, 0), naive: naive{"": {}}}
	p.watched = map[ClientID]map[string]bool{}
	for range 3 {
		p.clients = append(p.clients, 0)
		p.connect(len(p.clients) - 1)
	}
	return p
}

func (p *pair) connect(i int) {
	p.clients[i], _, _, _ = p.state.Connect(0, &wire.ConnectRequest{Timeout: 5000}, "10.0.0.9", p.now)
	p.watched[p.clients[i]] = map[string]bool{}
}

func genPath(t *rapid.T) string {
	return rapid.SampledFrom([]string{"/a", "/b", "/a/x", "/a/y", "/b/x", "/a/x/z"}).Draw(t, "path")
}

func genWrite(t *rapid.T, ops ...wire.Op) wire.Request {
	r := wire.Request{Op: rapid.SampledFrom(ops).Draw(t, "op"), Path: genPath(t), TTL: -1, ACL: wire.OpenACL}
	r.Version = rapid.Int32Range(-1, 3).Draw(t, "version")
	switch r.Op {
	case wire.OpCreate:
		r.Flags = rapid.Int32Range(0, 3).Draw(t, "flags")
		r.Data = []byte("0")
	case wire.OpSetData:
		r.Data = []byte(rapid.StringMatching(`[a-z]{0,3}`).Draw(t, "data"))
	}
	return r
}

// apply does a request on the real state, and checks what must hold for any.
func (p *pair) apply(t *rapid.T, i int, r wire.Request) wire.Reply {
	before := p.state.Zxid(0)
	reply, e := p.state.Apply(p.clients[i], &r, p.now)
	p.checkNotifications(t, e)
	after := p.state.Zxid(0)
	if grew := after - before; grew != 0 && grew != 1 || r.Op.TakesZxid() != (grew == 1) {
		t.Fatalf("%v took %d transaction ids", r.Op, grew)
	}
	for _, w := range e.Writes {
		if w.Zxid != after {
			t.Fatalf("write %+v is not of transaction %d", w, after)
		}
	}
	return reply
}

// checkNotifications holds that a watch fires once, and only if it was set.
func (p *pair) checkNotifications(t *rapid.T, e Effects) {
	for _, n := range e.Notifications {
		if n.Type == wire.ChildrenChanged {
			continue
		}
		if !p.watched[n.Client][n.Path] {
			t.Fatalf("client %d was told of %q, which it does not watch", n.Client, n.Path)
		}
		delete(p.watched[n.Client], n.Path)
	}
}

func (p *pair) same(t *rapid.T) {
	got := naive{}
	for path, n := range p.state.members[0].tree.nodes {
		if strings.HasPrefix(path, "/zookeeper") {
			continue
		}
		if path == "/" {
			path = ""
		}
		got[path] = naiveNode{string(n.data), n.stat.Version, int(n.creates), n.owner}
		if int(n.children.len()) != p.naive.childrenOf(path) && path != "" {
			t.Fatalf("%q has %d children", path, n.children.len())
		}
	}
	if d := cmp.Diff(p.naive, got, cmp.AllowUnexported(naiveNode{})); d != "" {
		t.Fatalf("tree differs from the model (-model +state):\n%s", d)
	}
}

func TestStateAgreesWithModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPair()
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			i := rapid.IntRange(0, len(p.clients)-1).Draw(t, "client")
			switch rapid.SampledFrom([]string{"write", "write", "write", "multi", "watch", "end"}).Draw(t, "step") {
			case "write":
				p.write(t, i, genWrite(t, wire.OpCreate, wire.OpCreate, wire.OpDelete, wire.OpSetData))
			case "multi":
				p.multi(t, i)
			case "watch":
				path := genPath(t)
				p.apply(t, i, wire.Request{Op: wire.OpExists, Path: path, Watch: true})
				p.watched[p.clients[i]][path] = true
			case "end":
				p.end(t, i)
			}
			p.same(t)
		}
	})
}

func (p *pair) write(t *rapid.T, i int, r wire.Request) {
	path, code := p.naive.do(r, p.state.Session(p.clients[i]))
	reply := p.apply(t, i, r)
	if reply.Err != code || r.Op == wire.OpCreate && code == wire.OK && reply.Path != path {
		t.Fatalf("%+v gave %q %d, want %q %d", r, reply.Path, reply.Err, path, code)
	}
}

func (p *pair) multi(t *rapid.T, i int) {
	r := wire.Request{Op: wire.OpMulti}
	for range rapid.IntRange(0, 5).Draw(t, "ops") {
		r.Ops = append(r.Ops, genWrite(t, wire.OpCreate, wire.OpDelete, wire.OpSetData, wire.OpCheck))
	}
	trial, failed := maps.Clone(p.naive), -1
	for j, one := range r.Ops {
		if _, code := trial.do(one, p.state.Session(p.clients[i])); code != wire.OK {
			failed = j
			break
		}
	}
	reply := p.apply(t, i, r)
	if failed < 0 {
		p.naive = trial
	}
	for j, result := range reply.Results {
		if tried := failed >= 0; tried != (result.Op == wire.OpError) || tried && (result.Err == wire.OK) != (j < failed) {
			t.Fatalf("result %d is %+v; the first failure is %d", j, result, failed)
		}
	}
}

// end ends a session by being closed or not being heard; the others ping in between.
func (p *pair) end(t *rapid.T, i int) {
	session := p.state.Session(p.clients[i])
	p.naive.end(session)
	if rapid.Bool().Draw(t, "close") {
		p.apply(t, i, wire.Request{Op: wire.OpCloseSession})
	} else {
		var ended []SessionChange
		for range 4 {
			p.now += 2e9
			e := p.state.Advance(p.now)
			ended = append(ended, e.Sessions...)
			p.checkNotifications(t, e)
			for j := range p.clients {
				if j != i {
					p.apply(t, j, wire.Request{Op: wire.OpPing})
				}
			}
		}
		if want := []SessionChange{{SessionExpire, session}}; !slices.Equal(ended, want) {
			t.Fatalf("sessions ended: %v, want %v", ended, want)
		}
	}
	p.connect(i)
}
