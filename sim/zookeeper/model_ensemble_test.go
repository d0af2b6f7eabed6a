package zookeeper

import (
	"fmt"
	"maps"
	"slices"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A person is one session as its client sees it.
type person struct {
	session  int64
	password []byte
	seen     int64            // the last zxid that it was told
	mzxid    map[string]int64 // of each path that it has read
}

// A link is one connection of a person; an older one may live on at another member.
type link struct {
	*person
	id      ClientID
	member  int
	floor   int64            // no reply may have a lower zxid
	read    map[string]int64 // the mzxid of each path, here or before the connection began; none may be lower again
	watched map[string]int64 // "data /a" or "child /a" to the mzxid or pzxid at that time, 0 for a missing node
}

// A crowd does at random what clients, time and operators do to an ensemble, and holds what comes of it against what
// ZooKeeper promises. Violations are collected by the name of the promise. A planted bug spoils the ensemble, or what is
// seen of it, on purpose.
type crowd struct {
	pick       func(n int) int // 0 to n-1
	bug        string
	state      *State
	now        int64
	people     []*person
	links      []*link
	last       int64              // transaction
	truth      map[string]int64   // the mzxid of each znode that exists
	owned      map[int64][]string // ephemerals
	sequences  map[string]bool    // parent, its czxid and number
	born       map[string]int64   // czxid
	trees      map[int64]string   // as members had them at that zxid
	looked     map[int]int64      // by member, the zxid of the tree that was compared last
	numbered   string             // the sequential znode that was made last
	old        *Snapshot          // for a bug
	violations map[string]string
	transcript []string
}

var crowdPaths = []string{"/a", "/b", "/q", "/q/x", "/a/x"}

func newCrowd(pick func(int) int, bug string, c Config) *crowd {
	w := &crowd{
		pick: pick, bug: bug, state: NewState(c, 0), truth: map[string]int64{}, owned: map[int64][]string{},
		sequences: map[string]bool{}, born: map[string]int64{}, trees: map[int64]string{}, violations: map[string]string{},
		looked: map[int]int64{}, numbered: "/q/s0000000000",
	}
	w.old = w.state.Save()
	return w
}

// run takes some steps, then brings all members back and looks for what was acknowledged.
func (w *crowd) run(steps int) {
	for range steps {
		w.step()
		w.sameTrees()
	}
	for i := range w.state.members {
		w.observe(nil, w.state.Start(i, 0, w.now))
	}
	w.now += 2e9
	w.observe(nil, w.state.Advance(w.now))
	if l := w.connect(nil, 0); l != nil {
		w.syncAndRead(l, crowdPaths, "acknowledged writes last")
	}
}

func (w *crowd) step() {
	if len(w.links) == 0 {
		w.connect(nil, w.pick(len(w.state.members)))
		if len(w.links) == 0 {
			w.operate()
		}
		return
	}
	l := w.links[w.pick(len(w.links))]
	switch w.pick(24) {
	case 0:
		w.connect(nil, w.pick(len(w.state.members)))
	case 1, 2:
		w.connect(w.people[w.pick(len(w.people))], w.pick(len(w.state.members)))
	case 3:
		w.operate()
	case 4:
		w.now += int64(w.pick(40)) * 25e6
		w.observe(nil, w.state.Advance(w.now))
	case 5:
		w.syncAndRead(l, crowdPaths[w.pick(len(crowdPaths)):][:1], "sync")
	case 6:
		if w.pick(8) == 0 {
			w.apply(l, wire.Request{Op: wire.OpCloseSession})
		} else {
			w.apply(l, wire.Request{Op: wire.OpPing})
		}
	case 7, 8, 9, 10, 11, 12:
		w.read(l, crowdPaths[w.pick(len(crowdPaths))], "")
	default:
		w.write(l)
	}
}

// connect opens a session, or moves that of a person to a member.
func (w *crowd) connect(v *person, member int) *link {
	r := wire.ConnectRequest{Timeout: 5000}
	if v != nil {
		r = wire.ConnectRequest{Timeout: 5000, Session: v.session, Password: v.password, LastZxidSeen: v.seen}
	}
	if w.bug == "amnesia" {
		r.LastZxidSeen = 0
	}
	id, reply, effects, err := w.state.Connect(member, &r, "10.0.0.9", w.now)
	w.observe(nil, effects)
	if err != nil || id == 0 {
		return nil
	}
	if v == nil {
		v = &person{reply.Session, reply.Password[:], 0, map[string]int64{}}
		w.people = append(w.people, v)
	}
	l := &link{v, id, member, v.seen, maps.Clone(v.mzxid), map[string]int64{}}
	w.links = append(w.links, l)
	return l
}

func (w *crowd) operate() {
	member, outage := w.pick(len(w.state.members)), int64(w.pick(3))*1e8
	switch what := w.pick(6); {
	case what == 0 && w.state.CanLead(member):
		w.observe(nil, w.state.Elect(member, outage, w.now))
		if w.bug == "forget" {
			w.state.Restore(w.old, w.now)
		}
	case what == 1:
		w.observe(nil, w.state.Stop(member, outage, w.now))
	case what <= 3:
		w.observe(nil, w.state.Start(member, outage, w.now))
	case what == 4:
		w.state.Lag(member, int64(w.pick(4)-1)*5e8)
	case len(w.people) > 0:
		w.observe(nil, w.state.ExpireSession(w.people[w.pick(len(w.people))].session, w.now))
	}
}

func (w *crowd) write(l *link) {
	path := crowdPaths[w.pick(len(crowdPaths))]
	requests := []wire.Request{
		{Op: wire.OpCreate, Path: path},
		{Op: wire.OpCreate, Path: path},
		{Op: wire.OpCreate, Path: "/q"},
		{Op: wire.OpCreate, Path: "/b", Flags: flagEphemeral},
		{Op: wire.OpCreate, Path: "/a/x", Flags: flagEphemeral},
		{Op: wire.OpCreate, Path: "/q/s", Flags: flagSequence},
		{Op: wire.OpDelete, Path: w.numbered, Version: -1},
		{Op: wire.OpSetData, Path: path, Data: []byte(fmt.Sprint(w.now)), Version: -1},
		{Op: wire.OpDelete, Path: path, Version: -1},
		{Op: wire.OpMulti, Ops: []wire.Request{{Op: wire.OpSetData, Path: path, Version: -1}, {Op: wire.OpSetData, Path: "/a", Version: -1}}},
	}
	for i := range requests {
		for j := range requests[i].Ops {
			requests[i].Ops[j].ACL = wire.OpenACL
		}
	}
	if w.bug == "recount" && w.truth["/q"] > 0 {
		w.state.leadingOr0().tree.get("/q").creates = 0
	}
	reply, ok := w.apply(l, requests[w.pick(len(requests))])
	if ok && reply.Err == wire.OK && slices.Contains(w.links, l) {
		if w.bug == "elsewhere" {
			w.state.clients[l.id].at = w.pick(len(w.state.members))
		}
		w.read(l, path, "own writes are read")
	}
}
