package faults

import "github.com/onceover/onceover/sim"

// A Kind is what a fault does.
type Kind string

// The kinds of faults of processes, hosts, the network and operations.
const (
	Crash        Kind = "crash"         // the process ends at once; its host closes its sockets
	Stop         Kind = "stop"          // SIGTERM: the process may finish what it does
	Pause        Kind = "pause"         // the process is not scheduled for a while, and goes on with a stale view
	PowerLoss    Kind = "power_loss"    // the process's host falls silent and loses what was not synced
	NetPartition Kind = "net_partition" // two sets of hosts cannot reach each other for a while
	NetStall     Kind = "net_stall"     // what one set of hosts sends to another does not arrive for a while; the way back is open
	NetReset     Kind = "net_reset"     // the connections between two sets of hosts are reset at both ends
	NetRefuse    Kind = "net_refuse"    // a host refuses new connections for a while; those that there are stay
	Fail         Kind = "fail"          // a service answers an error: before it applies an operation, or although it did
	Drop         Kind = "drop"          // a service closes the connection instead of answering
	Delay        Kind = "delay"         // a service waits before it applies an operation, or before it answers
	Half         Kind = "half"          // a service sends half of its answer, and nothing after it; the connection stays open
	Refuse       Kind = "refuse"        // a service answers an error to every such operation of the client's process for a while
	Slow         Kind = "slow"          // a service waits at every such operation of the client's process for a while
	ClockBack    Kind = "clock_back"    // the wall clock of a process's host is set behind
	ClockForward Kind = "clock_forward" // the wall clock of a process's host is set ahead
)

// The kinds of faults that only ZooKeeper has.
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
	DataDelete    Kind = "data_delete"    // an operator deletes a znode that has no children
	DataProtect   Kind = "data_protect"   // an operator sets what everybody may do with a znode, and nobody else may do more
)

// The kinds of faults that only Kafka has.
const (
	RecordsDelete Kind = "records_delete" // a log's records below an offset are gone, as by retention
	PartitionsAdd Kind = "partitions_add" // a topic gets more partitions
	TopicRecreate Kind = "topic_recreate" // a topic is deleted, and one of its name is created
	LeaderMove    Kind = "leader_move"    // another broker leads a partition
	BrokerStop    Kind = "broker_stop"    // a broker is gone for a while, and others lead its partitions
	LogCompact    Kind = "log_compact"    // superseded records are gone from a log, as by compaction
	LogTruncate   Kind = "log_truncate"   // a log's newest records are gone, as by an unclean election, and their offsets come again
	LogEndLow     Kind = "log_end_low"    // for a while brokers who are asked tell a lower end of a log, as one does that is behind
	FetchShort    Kind = "fetch_short"    // for a while a fetch gets no more than one batch of a log
)

// rule is what belongs to a kind.
type rule struct {
	kind      Kind
	process   bool   // strikes a process
	operation bool   // strikes an operation, so its place is a stage of one
	repeats   bool   // and all that follow, while it lasts
	lasts     bool   // has a duration
	hosts     bool   // strikes what goes between two sets of hosts
	session   bool   // strikes a process's session
	member    bool   // strikes a member
	clock     bool   // strikes the clock of a process's host
	by        string // has a time, and by it does this
	path      bool   // strikes a znode
	partition bool   // strikes one partition of a topic
	broker    bool   // strikes a broker, not a topic

	// How much more often than others it is drawn; 0 means that it is drawn only where a Space names it.
	often int

	// What a service is ordered to do, where the fault is one of its own; it may end by itself.
	service, begins, ends string
	// feels reports whether an operation at the service runs into it while it lasts; nil where every such fault is felt.
	feels func(*sim.World, Fault, sim.Point) bool
}

// rules are in the order in which kinds are listed everywhere.
var rules = []rule{
	{kind: Crash, process: true, often: 4},
	{kind: Stop, process: true, often: 2},
	{kind: Pause, process: true, lasts: true, often: 2},
	{kind: PowerLoss, process: true, often: 2},
	{kind: NetPartition, hosts: true, lasts: true, often: 2},
	{kind: NetStall, hosts: true, lasts: true, often: 1},
	{kind: NetReset, hosts: true, often: 1},
	{kind: NetRefuse, lasts: true, often: 1},
	{kind: Fail, operation: true, often: 2},
	{kind: Drop, operation: true, often: 2},
	{kind: Delay, operation: true, lasts: true, often: 2},
	{kind: Half, operation: true},
	{kind: Refuse, operation: true, repeats: true, lasts: true},
	{kind: Slow, operation: true, repeats: true, lasts: true, by: "the service is late", often: 1},
	{kind: ClockBack, clock: true, by: "the clock is set back"},
	{kind: ClockForward, clock: true, by: "the clock is set forward"},
	{kind: SessionExpire, session: true, service: zookeeper, begins: "expire"},
	{kind: ConnectionCut, session: true, service: zookeeper, begins: "disconnect"},
	{kind: LeaderChange, member: true, lasts: true, service: zookeeper, begins: "elect"},
	{kind: MemberStop, member: true, lasts: true, service: zookeeper, begins: "stop", ends: "start"},
	{kind: MemberLag, member: true, lasts: true, by: "the member lags", service: zookeeper, begins: "lag", ends: "keep_up", feels: asked},
	{kind: MemberRefuse, member: true, lasts: true, service: zookeeper, begins: "refuse", ends: "admit"},
	{kind: DataRollback, lasts: true, service: zookeeper, begins: "save", ends: "restore", feels: written},
	{kind: DataWipe, service: zookeeper, begins: "wipe"},
	{kind: DataSet, path: true, service: zookeeper, begins: "set"},
	{kind: DataDelete, path: true, service: zookeeper, begins: "delete"},
	{kind: DataProtect, path: true, service: zookeeper, begins: "protect"},
	{kind: RecordsDelete, partition: true, service: kafka, begins: "delete_records"},
	{kind: PartitionsAdd, service: kafka, begins: "add_partitions"},
	{kind: TopicRecreate, service: kafka, begins: "recreate_topic"},
	{kind: LeaderMove, partition: true, service: kafka, begins: "move_leader"},
	{kind: BrokerStop, broker: true, lasts: true, service: kafka, begins: "remove_node", ends: "add_node"},
	{kind: LogCompact, partition: true, service: kafka, begins: "compact"},
	{kind: LogTruncate, partition: true, service: kafka, begins: "truncate"},
	{kind: LogEndLow, partition: true, lasts: true, service: kafka, begins: "tell_end", ends: "tell_true_end", feels: endTold},
	{kind: FetchShort, partition: true, lasts: true, service: kafka, begins: "shorten_fetches", ends: "fetch_whole", feels: fetched},
}

func ruleOf(k Kind) (rule, bool) {
	for _, r := range rules {
		if r.kind == k {
			return r, true
		}
	}
	return rule{}, false
}

// isOfProcess reports whether it is a process's misfortune, and names whose.
func (r rule) isOfProcess() bool { return r.process || r.session || r.clock }

// answers reports whether the kind has a service answer an error.
func (r rule) answers() bool { return r.kind == Fail || r.kind == Refuse }

// strikes is the order by which it strikes: what is to be rolled back is only remembered first.
func (r rule) strikes() string {
	if r.kind == DataRollback {
		return r.ends
	}
	return r.begins
}

// isOfTopic reports whether it strikes a topic.
func (r rule) isOfTopic() bool { return r.service == kafka && !r.broker }

// cuts reports whether it names an offset of a log.
func (r rule) cuts() bool {
	return r.kind == RecordsDelete || r.kind == LogTruncate || r.kind == LogEndLow
}
