package sim

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/network"
	"github.com/onceover/onceover/sim/trace"
)

// Ask implements machine.System: a service reports a stage of an operation and is told how to go on, or records a fact for
// the checkers and wants no answer.
func (p *Process) Ask(request []byte) []byte {
	r, err := guest.ParseRequest(request)
	if err != nil {
		panic(fmt.Sprintf("sim: report of %s at %d ns: %v", p.ID(), p.world.now, err))
	}
	client, host := p.world.client(r.Client)
	if r.IsRecord() {
		p.world.add(p.ID(), r.Op, append(r.Args, str("client", client)), nil, false)
		return nil
	}
	stage := string(r.Stage)
	p.world.add(p.ID(), r.Op, append([]trace.Arg{str("stage", stage), str("client", client)}, r.Args...), nil, false)
	v := p.world.controller.Point(p.world, Point{Service: p.ID(), Stage: stage, Op: r.Op, Client: client, Host: host, Args: r.Args})
	return guest.AppendVerdict(nil, guest.Verdict{Action: guest.Action(v.Action), Error: v.Error, Delay: time.Duration(v.Delay)})
}

// client turns the address a connection came from into the incarnation that dialed it, and the host that it dialed.
func (w *World) client(address string) (name, host string) {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !a.Addr().Is4() {
		return address, ""
	}
	owner, host := w.net.DialFrom(network.Addr{IP: a.Addr().As4(), Port: a.Port()})
	if owner == network.NoProcess {
		return address, ""
	}
	return w.processes[owner].ID(), host
}
