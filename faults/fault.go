package faults

import (
	"cmp"
	"strings"
	"time"
)

// A Fault is one thing that goes wrong, once.
type Fault struct {
	Kind Kind
	At   Place

	// Process is whom a crash, stop, pause or power loss strikes, whose session ends or is cut off, or whose host's clock is
	// set: the newest incarnation of a name ("consumer"), or one of its own ("consumer#2"). Empty means the one whose
	// output or operation the place is.
	Process string

	// Restart says how the next incarnation starts; nil leaves that to the process's own policy. For a pause it starts a
	// successor while the paused one is still there, which makes a zombie of it; nil starts none.
	Restart *Restart

	For    time.Duration // how long what is not over at once lasts
	Hosts  [2][]string   // the two sides of a partition or a reset; of a stall, who sends and who does not get it
	Host   string        // the one that refuses connections
	Error  string        // what Fail and Refuse answer, in the service's own terms
	Member int           // of ZooKeeper's ensemble, from 1: who stops, lags or refuses, or leads from now on
	By     time.Duration // how far a member lags behind or a clock is set, or how late a slow service is
	Path   string        // of the znode that an operator writes, deletes or protects
	Data   string        // what it holds from then on, or what everybody may still do with it, of "cdrwa"

	Topic      string // of Kafka: the one that is struck
	Partition  int    // of the topic: the one that loses records, whose leader moves, or of which brokers tell too little
	Offset     int64  // the first one that is left, that is gone if the log is truncated, or that is told to be the end
	Partitions int    // how many the topic has from now on
	Node       int    // the broker that leads from now on, or that is gone
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
	Output  int    // from 1, counted anew by each incarnation: network writes, dials, changes of files, syncs and lines

	Stage      string // "received", "applied" or "answered"
	Op         string // "redis.exec"; empty means any
	Service    string // empty means any
	Client     string // a name or an incarnation; empty means any
	Occurrence int    // from 1, since the schedule began
}

func (p Place) isPoint() bool  { return p.Stage != "" }
func (p Place) isOutput() bool { return !p.isPoint() && p.Output > 0 }
func (p Place) isTime() bool   { return !p.isPoint() && !p.isOutput() }

// service is the one whose operation the place is; empty means any.
func (p Place) service() string {
	service, _, _ := strings.Cut(cmp.Or(p.Op, p.Service), ".")
	service, _, _ = strings.Cut(service, "#")
	return service
}

// A Schedule is the faults of one run. Of faults at the same place the earlier in the list strikes first.
type Schedule struct {
	Faults []Fault
}
