package faults

// A Term is an entry of the vocabulary of what can go wrong around a consumer, and how it is brought about here.
type Term struct {
	ID      string // P for processes, K for Kafka, Z for ZooKeeper, S for sinks, T for time, U for upgrades, G for the generator
	Meaning string
	// Kinds bring it about, or are part of it.
	Kinds []Kind
	// How says what else does: what of a workload or a scenario, or how the kinds are used.
	How string
	// Scenarios show it, by name.
	Scenarios []string
	// Lacks says what of it is left out, because of what.
	Lacks string
}

// Vocabulary is all of it, in its order.
var Vocabulary = []Term{
	{ID: "P1", Meaning: "killed at a point", Kinds: []Kind{Crash, PowerLoss}, How: "at the n-th output, or at any stage of any operation of any service; the session lives on until its time-out",
		Scenarios: []string{"crash-mid-output", "crash-inside-commit"}},
	{ID: "P2", Meaning: "graceful stop", Kinds: []Kind{Stop}, Scenarios: []string{"clean-stop"}},
	{ID: "P3", Meaning: "paused, then goes on with a stale view", Kinds: []Kind{Pause}, How: "drawn below and above the session's time-out"},
	{ID: "P4", Meaning: "zombie: paused beyond its session while a successor works", Kinds: []Kind{Pause}, How: "`restart` starts the successor; or another instance takes over",
		Scenarios: []string{"direct-transaction", "zombie-resumes"}},
	{ID: "P5", Meaning: "crash loop: lives in a row without progress", Kinds: []Kind{Crash, Refuse, NetRefuse, DataSet}, How: "crashes of consumer#1, consumer#2 and so on; or what it needs is refused or unreadable, life after life",
		Scenarios: []string{"store-unreadable", "output-fails-for-good", "newer-schema-rolled-back"}},
	{ID: "P6", Meaning: "two incarnations at once", Kinds: []Kind{Pause}, How: "`Scenario.Instances`, of which one may know of no other", Scenarios: []string{"second-copy", "rebalance"}},
	{ID: "P7", Meaning: "killed inside the recovery of a crash", Kinds: []Kind{Crash}, How: "the place names the second incarnation: an output or an operation of consumer#2", Scenarios: []string{"direct-upgrade", "direct-first-start"}},
	{ID: "P8", Meaning: "the handler fails at a record", Kinds: []Kind{Fail}, How: "a program of which processing fails, or which panics where its sink fails it: at received before the effect, at applied after it",
		Scenarios: []string{"dead-letters", "handler-panics"}, Lacks: "a kind of its own, because a world cannot tell a handler from the rest of a program"},

	{ID: "K1", Meaning: "an error for ListOffsets or Fetch", Kinds: []Kind{Fail, Refuse}, How: "any error of Kafka's by name",
		Lacks: "an error for some partitions of a request, because a place names an operation and not what is in it, though kfake's Fault could; of three partitions each broker leads one, so that a request is mostly about one, and `leader_move`, `records_delete` and `log_truncate` lead to errors for one"},
	{ID: "K2", Meaning: "connections refused, reset, silent or slow", Kinds: []Kind{NetRefuse, NetReset, NetStall, NetPartition, Drop, Half, Delay, Slow},
		Lacks: "half an answer and a reset in one, because a fault does one thing: `half`, and `net_reset` a while later, are two"},
	{ID: "K3", Meaning: "leader moves, brokers gone, metadata stale", Kinds: []Kind{LeaderMove, BrokerStop, NetPartition}, How: "all brokers gone is a partition from all of them", Scenarios: []string{"leader-moves"},
		Lacks: "brokers that tell wrong leaders for a while, because those of kfake share what they know; what a client has kept goes stale when a leader moves"},
	{ID: "K4", Meaning: "fetches that are shorter or longer than asked for", Kinds: []Kind{FetchShort}, How: "batches of a producer are longer than those of a consumer in most workloads, so a fetch begins before and ends behind what was planned; with `Workload.Keys` they are shorter"},
	{ID: "K5", Meaning: "retention passes the stored offset", Kinds: []Kind{RecordsDelete}, Scenarios: []string{"retention-passed-stored-offset", "retention-passed-stored-offset-fail", "retention-during-batch"}},
	{ID: "K6", Meaning: "unclean truncation, and other records at the same offsets", Kinds: []Kind{LogTruncate}, Scenarios: []string{"unclean-election", "unclean-election-fail"}},
	{ID: "K7", Meaning: "topic deleted and created again", Kinds: []Kind{TopicRecreate}, Scenarios: []string{"topic-created-again", "topic-created-again-fail"}},
	{ID: "K8", Meaning: "partitions are added", Kinds: []Kind{PartitionsAdd}, Scenarios: []string{"partition-added-running", "partition-added-stopped"}},
	{ID: "K9", Meaning: "holes: compaction, control records, aborted transactions", Kinds: []Kind{LogCompact}, How: "`Workload.Transaction`", Scenarios: []string{"compaction", "aborted-and-control-records"}},
	{ID: "K10", Meaning: "ListOffsets lies low or goes back; epochs rise", Kinds: []Kind{LogEndLow, LeaderMove, LogTruncate}},
	{ID: "K11", Meaning: "producers: answers lost, repeats, bursts, late and poisonous records", Kinds: []Kind{Drop, Delay}, How: "with a place at kafka.produce; `Workload.Later` is what arrives late, `Size` how large; those that cannot be processed are in the scenarios",
		Scenarios: []string{"dead-letters", "dead-letters-kafka"}, Lacks: "null, oversize and malformed records, because the judge knows a record by an identity in its value; what the direct consumer makes of them its own tests say"},
	{ID: "K12", Meaning: "an old broker", Lacks: "all of it, because a version is the same for a whole run and so no fault of one; kfake's MaxVersions could make old brokers, and no workload asks for them: what a client makes of one is its library's to test"},

	{ID: "Z1", Meaning: "connection loss before, after or late, for any operation and path", Kinds: []Kind{Drop, Delay, NetReset, NetStall, ConnectionCut}, How: "received is before, applied after. Late is a delay at received while the client dies: what a session sent over a connection that it has replaced is done before, or never",
		Scenarios: []string{"commit-answer-lost", "late-write-of-zombie"}, Lacks: "a path, because a place is the same for all services, an operation and its number; a sweep comes to every number, and so to every path"},
	{ID: "Z2", Meaning: "session expired or moved, authentication failed, operation timed out", Kinds: []Kind{SessionExpire, Fail, Delay, MemberRefuse, NetPartition}, Scenarios: []string{"session-ends-early", "store-down"}},
	{ID: "Z3", Meaning: "errors of the normal state, by races and injected", Kinds: []Kind{Fail, Refuse}, How: "any error of ZooKeeper's by number; the races are real", Scenarios: []string{"store-unreadable"}},
	{ID: "Z4", Meaning: "stale reads", Kinds: []Kind{MemberLag}, How: "`Workload.Ensemble`", Scenarios: []string{"stale-reads"}},
	{ID: "Z5", Meaning: "watches late, joined, or lost", Kinds: []Kind{MemberLag, SessionExpire, ConnectionCut, NetStall}, How: "as the server itself has it: one watch for many changes, none after an expiry",
		Lacks: "a watch that is told twice, because ZooKeeper does not do that"},
	{ID: "Z6", Meaning: "races to create parents, and deaths between two creates", Kinds: []Kind{Crash, Drop}, How: "with a place at zookeeper.create; several instances", Scenarios: []string{"direct-append", "rebalance"}},
	{ID: "Z7", Meaning: "data rolled back to a backup", Kinds: []Kind{DataRollback, DataWipe}, Scenarios: []string{"zookeeper-rolled-back"}},
	{ID: "Z8", Meaning: "an operator writes, deletes, spoils or protects a znode", Kinds: []Kind{DataSet, DataDelete, DataProtect}, Scenarios: []string{"newer-schema-rolled-back", "offset-deleted", "offset-protected"},
		Lacks: "another chroot, because it is another argument of a program, as the other group of group-renamed is"},
	{ID: "Z9", Meaning: "quorum lost, another leader", Kinds: []Kind{MemberStop, LeaderChange, MemberRefuse}, Scenarios: []string{"quorum-lost", "leader-changes", "members-refuse"}, Lacks: "read-only mode, because no client of the scenarios asks for it; the server has it, and its own tests"},
	{ID: "Z10", Meaning: "no multi, or a torn one", Kinds: []Kind{Fail, Crash}, How: "a program that writes each partition by itself is torn by any crash", Lacks: "a server without multi, because the one here is a 3.8, and all since 3.4 have it"},
	{ID: "Z11", Meaning: "limits of sizes and paths", Lacks: "all of it, because what consumers store is small, and no scenario comes near; the server has the limits, and its own tests"},

	{ID: "S1", Meaning: "a write to the sink fails before, after or late", Kinds: []Kind{Fail, Drop, Delay}, Scenarios: []string{"direct-append", "direct-keyed", "sink-http"}},
	{ID: "S2", Meaning: "part of a flush", Kinds: []Kind{Fail, Crash}, How: "a pipeline fails at one command, and those behind it are done; a power loss keeps part of a file", Scenarios: []string{"direct-keyed", "sink-file-append"}},
	{ID: "S3", Meaning: "a slow sink", Kinds: []Kind{Slow, Delay}, Scenarios: []string{"direct-append", "rate-limited"}},
	{ID: "S4", Meaning: "a sink forgets the keys that it has seen", Lacks: "all of it, because sinks keep what they have seen for as long as a world lasts; one that forgets at once is one without keys, as in direct-append"},
	{ID: "S5", Meaning: "a transaction whose end is not known", Kinds: []Kind{Drop, Delay, Crash}, Scenarios: []string{"direct-transaction", "sink-kafka-transaction"}},

	{ID: "T1", Meaning: "the clock jumps", Kinds: []Kind{ClockBack, ClockForward}, Scenarios: []string{"clock-set-back"}},
	{ID: "T2", Meaning: "clocks differ", Kinds: []Kind{ClockBack, ClockForward}, How: "at time 0; sessions are timed by monotonic clocks, which none of it moves", Lacks: "clocks that run at different speeds, because the clock of a host is that of the world and what it was set by"},
	{ID: "T3", Meaning: "batches overrun their interval", Kinds: []Kind{Slow, Pause}, Scenarios: []string{"rate-limited", "concurrent-batches-crash"}},
	{ID: "T4", Meaning: "equal timers in any order", How: "latencies are drawn from the seed, so that what is equal without them is not", Lacks: "other orders within one process, because its timers fire as Go's runtime has it, and that is run as it is"},

	{ID: "U1", Meaning: "another version at any crash point, and back", Kinds: []Kind{Crash, Stop}, How: "`restart` names the version", Scenarios: []string{"direct-upgrade", "kill-new-build", "drained-stop-new-build"}},
	{ID: "U2", Meaning: "two versions at once", Kinds: []Kind{Pause}, How: "a successor of another version, or `Instance.Version`", Scenarios: []string{"side-by-side-own-state/direct-append", "rolling-new-build/direct-append"}},
	{ID: "U3", Meaning: "other settings after a restart", How: "a build under another name has arguments of its own", Scenarios: []string{"batch-size-change", "group-renamed", "partition-count-and-new-build"}, Lacks: "another set of topics, because every consumer here reads one"},
	{ID: "U4", Meaning: "another convention of offsets", How: "a restart with a build that has the other one", Scenarios: []string{"broken-last-offset", "broken-old-convention"}},
	{ID: "U5", Meaning: "another format of the store, or two at once", Kinds: []Kind{DataSet}, Scenarios: []string{"newer-schema-rolled-back", "store-migrated"}},
	{ID: "U6", Meaning: "offsets move from ZooKeeper to Kafka, with a crash at each step", Kinds: []Kind{Crash, Stop}, How: "`Scenario.Errands`", Scenarios: []string{"store-migrated"}},

	{ID: "G1", Meaning: "swarm: each run has few kinds of faults, with very different weights", How: "`Draw`; the topology and the workload are drawn by `direct-anything-N`", Scenarios: []string{"direct-append", "direct-anything-1"}, Lacks: "several topics to read, because every consumer here reads one; those that it writes to are in the scenarios"},
	{ID: "G2", Meaning: "faults prefer mutations in flight", How: "`Operation.Mutation` counts ten times"},
	{ID: "G3", Meaning: "then everything is healed, and the rest must be handled in time", How: "`Injector.Heal`, and a bound on virtual time: what is left then is stuck"},
}
