package zookeeper

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// operate does what an operator or an accident does: "members 3 readonly", "stop 2 200ms", "lag 1 1h", "servers" and so
// on. Servers are numbered from 1.
func (w *teller) operate(words []string) {
	member, rest := 0, []string(nil)
	if len(words) > 1 {
		n, _ := strconv.Atoi(words[1])
		member, rest = n-1, words[2:]
	}
	outage := int64(0)
	if len(rest) > 0 && words[0] != "members" {
		outage = w.duration(rest[0])
	}
	switch words[0] {
	case "members":
		config := storyConfig
		config.Members, config.ReadOnlyMode = member+1, len(rest) > 0
		w.state = NewState(config, w.now)
	case "elect":
		w.effects(w.state.Elect(member, outage, w.now))
	case "stop":
		w.effects(w.state.Stop(member, outage, w.now))
	case "start":
		w.effects(w.state.Start(member, outage, w.now))
	case "lag":
		w.state.Lag(member, outage)
	case "save":
		w.saved = w.state.Save()
	case "restore":
		w.effects(w.state.Restore(w.saved, w.now))
	case "wipe":
		w.effects(w.state.Restore(nil, w.now))
	case "expire":
		w.effects(w.state.ExpireSession(w.resumes[words[1]].Session, w.now))
	case "servers":
		w.servers()
	}
}

func (w *teller) servers() {
	for i, m := range w.state.members {
		mode := w.state.Mode(i, w.now)
		switch {
		case !m.running:
			mode = "stopped"
		case mode == "":
			mode = "not serving"
		}
		fmt.Fprintf(&w.out, "server %d: %s, zxid %s\n", i+1, mode, zxidText(w.state.Zxid(i)))
	}
}

// connect does "connect a 10s", "resume b a" (b goes on with a's session) and "steal b a" (with a wrong password). A
// last word @2 names the server, and ro is a client that only wants to read.
func (w *teller) connect(words []string) {
	r, server := wire.ConnectRequest{Timeout: 10000}, 1
	if words[0] != "connect" {
		r = w.resumes[words[2]]
	}
	for _, word := range words[2:] {
		switch {
		case word == "ro":
			r.HasReadOnly, r.ReadOnly = true, true
		case word[0] == '@':
			server, _ = strconv.Atoi(word[1:])
		case words[0] == "connect":
			r.Timeout = int32(w.duration(word) / 1e6)
		}
	}
	if words[0] == "steal" {
		r.Password = make([]byte, 16)
	}
	id, reply, effects, err := w.state.Connect(server-1, &r, "10.0.0.9", w.now)
	w.effects(effects)
	if err != nil {
		fmt.Fprintln(&w.out, "error:", err)
		return
	}
	w.clients[words[1]] = id
	w.resumes[words[1]] = wire.ConnectRequest{
		Timeout: reply.Timeout, Session: reply.Session, Password: reply.Password[:], LastZxidSeen: r.LastZxidSeen,
	}
	fmt.Fprintf(&w.out, "session %s, timeout %d ms", w.session(reply.Session), reply.Timeout)
	if reply.ReadOnly {
		fmt.Fprint(&w.out, ", to read only")
	}
	fmt.Fprintln(&w.out)
}

func (w *teller) effects(e Effects) {
	for _, x := range e.Sessions {
		fmt.Fprintf(&w.out, "fact: %s %s\n", x.Event, w.session(x.Session))
	}
	for _, x := range e.Writes {
		fmt.Fprintf(&w.out, "fact: %s %s %q version %d zxid %s by %s\n",
			x.Kind, x.Path, x.Data, x.Version, zxidText(x.Zxid), w.session(x.Session))
	}
	for _, n := range e.Notifications {
		kind := map[wire.EventType]string{1: "Created", 2: "Deleted", 3: "DataChanged", 4: "ChildrenChanged"}[n.Type]
		fmt.Fprintf(&w.out, "%s is told %s %s\n", w.name(n.Client), kind, n.Path)
	}
	for _, id := range e.Closed {
		fmt.Fprintf(&w.out, "%s is hung up on\n", w.name(id))
	}
}

func (w *teller) reply(name string, r *wire.Reply, e *Effects) {
	var line strings.Builder
	switch {
	case e.Silent:
		fmt.Fprint(&line, "no answer")
	case r.Err != wire.OK:
		fmt.Fprintf(&line, "error %d", r.Err)
	default:
		fmt.Fprintf(&line, "ok%s", w.body(r))
	}
	fmt.Fprintf(&line, ", zxid %s", zxidText(r.Zxid))
	if e.HangUp {
		fmt.Fprint(&line, ", and the connection ends")
	}
	fmt.Fprintln(&w.out, line.String())
	for i := range r.Results {
		if x := &r.Results[i]; x.Op == wire.OpError {
			fmt.Fprintf(&w.out, "  error %d\n", x.Err)
		} else {
			fmt.Fprintf(&w.out, "  %s%s\n", x.Op, w.body(x))
		}
	}
	if seen, ok := w.resumes[name]; ok && !e.Silent {
		seen.LastZxidSeen = max(seen.LastZxidSeen, r.Zxid)
		w.resumes[name] = seen
	}
}

// zxidText is a transaction id, in an ensemble after its epoch.
func zxidText(zxid int64) string {
	if zxid>>32 > 0 {
		return fmt.Sprintf("%d.%d", zxid>>32, zxid&0xffffffff)
	}
	return strconv.FormatInt(zxid, 10)
}
