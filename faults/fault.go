package faults

import "time"

// A Kind is what a fault does.
type Kind string

// The kinds of faults. All but Half, Refuse and ClockBack are drawn.
const (
	Crash        Kind = "crash"         // the process ends at once; its host closes its sockets
	Stop         Kind = "stop"          // SIGTERM: the process may finish what it does
	Pause        Kind = "pause"         // the process is not scheduled for a while, and goes on with a stale view
	PowerLoss    Kind = "power_loss"    // the process's host falls silent and loses what was not synced
	NetPartition Kind = "net_partition" // two sets of hosts cannot reach each other for a while
	Fail         Kind = "fail"          // a service answers an error: before it applies an operation, or although it did
	Drop         Kind = "drop"          // a service closes the connection instead of answering
	Delay        Kind = "delay"         // a service waits before it applies an operation, or before it answers
	Half         Kind = "half"          // a service sends half of its answer, and nothing after it; the connection stays open
	Refuse       Kind = "refuse"        // a service answers an error to every such operation of the client's process for a while
	ClockBack    Kind = "clock_back"    // the wall clock of a process's host is set back
)

// The kinds of faults that only ZooKeeper has. They are not drawn: a schedule must name them.
const (
	SessionExpire Kind = "session_expire" // a process's session ends before its time
	ConnectionCut Kind = "connection_cut" // the connection that serves a process's session is cut; the session goes on
	LeaderChange  Kind = "leader_change"  // another member leads, after a while in which nobody is served
	MemberStop    Kind = "member_stop"    // a member is gone for a while; without a quorum nobody is served
	MemberLag     Kind = "member_lag"     // a member is behind the leader for a while: reads are stale there
	MemberRefuse  Kind = "member_refuse"  // a member hangs up on all who connect for a while
	DataRollback  Kind = "data_rollback"  // what was written in a while is undone when it is over
	DataWipe      Kind = "data_wipe"      // everything is gone
	DataSet       Kind = "data_set"       // an operator writes a znode that is there
)

// The kinds of faults that only Kafka has. They are not drawn: a schedule must name them.
const (
	RecordsDelete Kind = "records_delete" // a log's records below an offset are gone, as by retention
	PartitionsAdd Kind = "partitions_add" // a topic gets more partitions
	TopicRecreate Kind = "topic_recreate" // a topic is deleted, and one of its name is created
	LeaderMove    Kind = "leader_move"    // another broker leads a partition
	LogCompact    Kind = "log_compact"    // superseded records are gone from a log, as by compaction
	LogTruncate   Kind = "log_truncate"   // a log's newest records are gone, as by an unclean election, and their offsets come again
)

// A Fault is one thing that goes wrong, once.
type Fault struct {
	Kind Kind
	At   Place

	// Process is whom a crash, stop, pause or power loss strikes, whose session ends or is cut off, or whose host's clock is
	// set back: the newest incarnation of a name ("consumer"), or one of its own ("consumer#2"). Empty means the one whose
	// output or operation the place is.
	Process string

	// Restart says how the next incarnation starts; nil leaves that to the process's own policy. For a pause it starts a
	// successor while the paused one is still there, which makes a zombie of it; nil starts none.
	Restart *Restart

	For    time.Duration // how long what is not over at once lasts
	Hosts  [2][]string   // the two sides of a partition
	Error  string        // what Fail and Refuse answer, in the service's own terms
	Member int           // of ZooKeeper's ensemble, from 1: who stops, lags or refuses, or leads from now on
	By     time.Duration // how far a member lags behind, or a clock is set back
	Path   string        // of the znode that an operator writes
	Data   string        // what it holds from then on

	Topic      string // of Kafka: the one that is struck
	Partition  int    // of the topic: the one that loses records, or whose leader moves
	Offset     int64  // the first one that is left, or that is gone if the log is truncated
	Partitions int    // how many the topic has from now on
	Node       int    // who leads from now on
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
	session   bool // strikes a process's session
	member    bool // strikes a member
	clock     bool // strikes the clock of a process's host
	partition bool // strikes one partition of a topic

	// What a service is ordered to do, where the fault is one of its own; it may end by itself.
	service, begins, ends string
}

// isDrawn reports whether schedules that are drawn have the kind.
func (r rule) isDrawn() bool {
	return r.begins == "" && r.kind != Half && r.kind != Refuse && r.kind != ClockBack
}

// isOfProcess reports whether it is a process's misfortune, and names whose.
func (r rule) isOfProcess() bool { return r.process || r.session || r.clock }

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
	{kind: Half, operation: true},
	{kind: Refuse, operation: true, lasts: true},
	{kind: ClockBack, clock: true},
	{kind: SessionExpire, session: true, service: zookeeper, begins: "expire"},
	{kind: ConnectionCut, session: true, service: zookeeper, begins: "disconnect"},
	{kind: LeaderChange, member: true, lasts: true, service: zookeeper, begins: "elect"},
	{kind: MemberStop, member: true, lasts: true, service: zookeeper, begins: "stop", ends: "start"},
	{kind: MemberLag, member: true, lasts: true, service: zookeeper, begins: "lag", ends: "keep_up"},
	{kind: MemberRefuse, member: true, lasts: true, service: zookeeper, begins: "refuse", ends: "admit"},
	{kind: DataRollback, lasts: true, service: zookeeper, begins: "save", ends: "restore"},
	{kind: DataWipe, service: zookeeper, begins: "wipe"},
	{kind: DataSet, service: zookeeper, begins: "set"},
	{kind: RecordsDelete, partition: true, service: kafka, begins: "delete_records"},
	{kind: PartitionsAdd, service: kafka, begins: "add_partitions"},
	{kind: TopicRecreate, service: kafka, begins: "recreate_topic"},
	{kind: LeaderMove, partition: true, service: kafka, begins: "move_leader"},
	{kind: LogCompact, partition: true, service: kafka, begins: "compact"},
	{kind: LogTruncate, partition: true, service: kafka, begins: "truncate"},
}

func ruleOf(k Kind) (rule, bool) {
	for _, r := range rules {
		if r.kind == k {
			return r, true
		}
	}
	return rule{}, false
}
