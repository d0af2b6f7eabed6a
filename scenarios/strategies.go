package scenarios

// A Strategy is one of the ways that practice has tried, by the number under which this project keeps it, and where the
// matrix has it.
type Strategy struct {
	ID, Name string
	Where    string // columns and rows, in words
}

// Strategies are all of them.
var Strategies = []Strategy{
	{"S01", "receiver without a log", "column receiver"},
	{"S02", "receiver with a write-ahead log", "column receiver-log"},
	{"S03", "direct stream with a checkpoint", "column checkpoint; rows drained-stop-new-build and kill-new-build refuse, new-build-old-graph runs the old program"},
	{"S04", "offsets in ZooKeeper after processing", "column zookeeper-after as Spark schedules it; column zookeeper-strict as it is meant"},
	{"S05", "from-offset in ZooKeeper before processing", "column zookeeper-from"},
	{"S06", "a znode for each partition", "column zookeeper-partitions; row store-unreadable shows the catch-all read"},
	{"S07", "a row in HBase for each batch", "column hbase-batch; rows month-away and clock-set-back"},
	{"S08", "Kafka's asynchronous commit", "column kafka-async; rows store-down and month-away show what is not stored, and what is forgotten"},
	{"S09", "a file for each batch", "column file-batch"},
	{"S10", "Kafka's automatic commit", "columns autocommit-loop and autocommit-handoff"},
	{"S11", "no offsets, latest", "column latest"},
	{"S12", "no offsets, earliest", "column earliest"},
	{"S13", "offsets before processing", "column commit-first"},
	{"S14", "idempotent output", "columns keyed, keyed-business and direct-keyed"},
	{"S15", "results and offsets in one transaction", "columns transaction, kafka-transaction and direct-transaction"},
	{"S16", "a log of failed records", "column failed-log; the scenarios dead-letters, dead-letters-kafka and replay-dead-letters have the direct consumer's, and their replay"},
	{"S17", "upgrade side by side", "rows side-by-side-own-state and side-by-side-shared-state; row second-copy asks it with one build, one of which may end"},
	{"S18", "upgrade by stop and record", "rows drained-stop-new-build, kill-new-build and rolling-new-build"},
	{"S19", "delete the checkpoint", "rows checkpoint-deleted-latest and checkpoint-deleted-earliest"},
	{"S20", "first start with nothing stored", "row first-start-at-latest"},
	{"S21", "new partitions", "rows partition-added-running, partition-added-stopped and partition-count-and-new-build"},
	{"S22", "lag monitors", "row lag-monitor: a monitor reads what zookeeper-partitions, zookeeper-strict and the direct consumer store, and finds nothing of the single line of zookeeper-after"},
	{"S23", "ZooKeeper's write load", "not a question of faults, and counted: for a batch of three partitions zookeeper-partitions makes three writes, zookeeper-from, zookeeper-after and zookeeper-strict one (TestWritesOfBatches); the direct consumer makes one as well, of any number of partitions that fit (TestLoadOnZooKeeper in consumer/offsets, whose table is in docs/monitoring.md)"},
	{"S24", "one task for each partition, rates, back-off", "rates: the scenario rate-limited, of the direct consumer; who leads: row leader-moves; batches at a time: row concurrent-batches-crash. No design has one task for each partition, or loses that order in a shuffle: each handles a batch in one process, so that no row asks what offsets of partitions are worth then"},
}
