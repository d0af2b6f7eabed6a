package faults

import "time"

// A Kind is what a fault does.
type Kind string

// The kinds of faults.
const (
	Crash        Kind = "crash"         // the process ends at once; its host closes its sockets
	Stop         Kind = "stop"          // SIGTERM: the process may finish what it does
	Pause        Kind = "pause"         // the process is not scheduled for a while, and goes on with a stale view
	PowerLoss    Kind = "power_loss"    // the process's host falls silent and loses what was not synced
	NetPartition Kind = "net_partition" // two sets of hosts cannot reach each other for a while
	Fail         Kind = "fail"          // a service answers an error: before it applies an operation, or although it did
	Drop         Kind = "drop"          // a service closes the connection instead of answering
	Delay        Kind = "delay"         // a service waits before it applies an operation, or before it answers
)

// A Fault is one thing that goes wrong, once.
type Fault struct {
	Kind Kind
	At   Place

	// Process is whom a crash, stop, pause or power loss strikes: the newest incarnation of a name ("consumer"), or one
	// of its own ("consumer#2"). Empty means the one whose output or operation the place is.
	Process string

	// Restart says how the next incarnation starts; nil leaves that to the process's own policy. For a pause it starts a
	// successor while the paused one is still there, which makes a zombie of it; nil starts none.
	Restart *Restart

	For   time.Duration // how long a pause, partition or delay lasts
	Hosts [2][]string   // the two sides of a partition
	Error string        // what Fail answers, in the service's own terms
}

// A Restart is how an incarnation follows another.
type Restart struct {
	After   time.Duration
	Version string // the build that it runs from now on; empty means the same as before
}

// A Place is when a fault strikes. It is one of three: where Stage is set, a stage of an operation; else where Output is
// set, an output of a process; else a time.
type Place struct {
	Time time.Duration // since the schedule began

	Process string // whose output it is, a name or an incarnation
	Output  int    // from 1, counted anew by each incarnation: network writes, dials, syncs and lines

	Stage      string // "received", "applied" or "answered"
	Op         string // "redis.exec"; empty means any
	Service    string // empty means any
	Client     string // a name or an incarnation; empty means any
	Occurrence int    // from 1, since the schedule began
}

func (p Place) isPoint() bool  { return p.Stage != "" }
func (p Place) isOutput() bool { return !p.isPoint() && p.Output > 0 }
func (p Place) isTime() bool   { return !p.isPoint() && !p.isOutput() }

// A Schedule is the faults of one run. Of faults at the same place the earlier in the list strikes first.
type Schedule struct {
	Faults []Fault
}

// rule is what belongs to a kind.
type rule struct {
	kind      Kind
	process   bool // strikes a process
	operation bool // strikes an operation, so its place is a stage of one
	lasts     bool // has a duration
}

// rules are in the order in which kinds are listed everywhere.
var rules = []rule{
	{kind: Crash, process: true},
	{kind: Stop, process: true},
	{kind: Pause, process: true, lasts: true},
	{kind: PowerLoss, process: true},
	{kind: NetPartition, lasts: true},
	{kind: Fail, operation: true},
	{kind: Drop, operation: true},
	{kind: Delay, operation: true, lasts: true},
}

func ruleOf(k Kind) (rule, bool) {
	for _, r := range rules {
		if r.kind == k {
			return r, true
		}
	}
	return rule{}, false
}
