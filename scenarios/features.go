package scenarios

import (
	"slices"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// A feature is a part of the direct consumer that the rows, whose offsets are in ZooKeeper and whose results are in Redis,
// do not have: each is struck at whatever it asks of a service, and at what it writes.
type feature struct {
	name, about string
	load        Workload
	variant     string // of the program scenarios/broken; "" is the direct consumer itself
	args        []string
	becomes     []string // more of them, of a restart as the version "changed"
	start       model.StartPolicy
	instances   []Instance          // default: one
	restarts    int                 // see Scenario
	prepare     bool                // the program's own prepare makes tables and topics
	ops         []string            // where it is struck, by how often a run has them
	count       int                 // how often a run has each of them
	power       bool                // the power may fail: what it keeps is in files
	believes    bool                // what is given up and late may undo what was done since: nothing is so late
	late        []string            // the writes of offsets that are also struck on their way, while their sender dies
	outputs     [2]int              // the first and last output of an incarnation at which it ends; default firstOutputs
	errors      map[string][]string // what a service may answer, by operation
	errands     []Errand            // of an operator with the direct consumer's own tool; the settings of its version come behind the arguments
	promise     model.Promise
	batches     int           // that may be in flight; 0 is one
	away        time.Duration // nobody is there for so long after the first end
	commits     func(trace.Event) []model.Commit
	effect      func(trace.Event) (model.Effect, bool)
	strikes     func(c *faults.Choices) faults.Schedule // default: at all that
	inspect     func(h *model.History, v model.Verdict) []string
	reports     func(trace.Event) (model.LossReport, bool) // how it says what the log no longer has; nil: it need not
	foretold    *model.Prediction                          // of a variant that is wrong
}

// Results is the topic that results go to, where they go to one.
const results = "results"

// unavailable is what an HTTP server answers in trouble.
var unavailable = []string{"503 Service Unavailable"}

// with is the usual workload in a world that has more.
func with(change func(w *Workload)) Workload {
	w := load
	change(&w)
	return w
}

var features = []feature{
	{
		name: "store-kafka", about: "offsets in Kafka's group",
		args: []string{"--store.kind", "kafka"}, believes: true, ops: []string{"kafka.offset_commit", "kafka.offset_fetch", "redis.rpush"}, count: 6,
		errors: map[string][]string{
			"kafka.offset_commit": {"COORDINATOR_LOAD_IN_PROGRESS", "GROUP_AUTHORIZATION_FAILED"},
			"kafka.offset_fetch":  {"COORDINATOR_LOAD_IN_PROGRESS", "GROUP_AUTHORIZATION_FAILED"},
		},
		promise: model.Promise{Guarantee: model.AtLeastOnce}, commits: model.KafkaCommits,
	},
	{
		name: "store-hbase", about: "offsets in HBase, a row for each batch",
		load: with(func(w *Workload) { w.Beside = "hbase" }), prepare: true,
		args: []string{"--store.kind", "hbase", "--store.url", "http://hbase:8080", "--store.table", "offsets"},
		ops:  []string{"hbase.put", "hbase.checkAndPut", "hbase.get", "redis.rpush"}, count: 6, late: []string{"hbase.checkAndPut", "hbase.put"},
		errors:  map[string][]string{"hbase.put": unavailable, "hbase.checkAndPut": unavailable, "hbase.get": unavailable},
		promise: model.Promise{Guarantee: model.AtLeastOnce}, commits: model.HBaseCommits,
	},
	setUnderway("store-kafka-set", feature{
		args: []string{"--store.kind", "kafka"}, commits: model.KafkaCommits,
	}),
	setUnderway("store-hbase-set", feature{
		load: Workload{Beside: "hbase"}, prepare: true,
		args: []string{"--store.kind", "hbase", "--store.url", "http://hbase:8080", "--store.table", "offsets"}, commits: model.HBaseCommits,
	}),
	{
		name: "store-expires", about: "nobody is there for longer than HBase keeps the rows of batches",
		load: with(func(w *Workload) { w.Beside = "hbase" }), prepare: true, away: 31 * 24 * time.Hour,
		args: []string{"--store.kind", "hbase", "--store.url", "http://hbase:8080", "--store.table", "offsets"},
		ops:  []string{"hbase.checkAndPut", "redis.rpush"}, count: 6,
		promise: model.Promise{Guarantee: model.AtLeastOnce}, commits: model.HBaseCommits,
	},
	{
		name: "store-file", about: "offsets in a file, whose host may lose its power",
		args: []string{"--store.kind", "file", "--store.path", "/offsets.json"}, ops: []string{"redis.rpush"}, count: 18, power: true,
		promise: model.Promise{Guarantee: model.AtLeastOnce}, commits: model.FileCommits,
	},
	{
		name: "sink-http", about: "results posted with an idempotency key, which the sink honours",
		load: with(func(w *Workload) { w.Beside = "http" }),
		args: []string{"--sink.kind", "http", "--sink.url", "http://http:8081/results"}, ops: []string{"http.post", "http.post", "zookeeper.multi"}, count: 20,
		errors:  map[string][]string{"http.post": {"503 Service Unavailable", "403 Forbidden"}},
		promise: model.Promise{Guarantee: model.ExactlyOnce, Unordered: true}, effect: model.HTTPEffect,
	},
	{
		name: "sink-file-append", about: "results appended to files, whose host may lose its power",
		args: []string{"--sink.kind", "file-append", "--sink.path", "/results"}, ops: []string{"zookeeper.multi"}, count: 7, power: true, outputs: [2]int{1, 130},
		promise: model.Promise{Guarantee: model.AtLeastOnce}, effect: model.FileEffect,
	},
	{
		name: "sink-file-atomic", about: "results in files that appear whole, whose host may lose its power",
		args: []string{"--sink.kind", "file-atomic", "--sink.path", "/results"}, ops: []string{"zookeeper.multi"}, count: 7, power: true,
		outputs: [2]int{60, 150}, inspect: inspectWhole,
		promise: model.Promise{Guarantee: model.ExactlyOnce}, effect: model.FileEffect,
	},
	{
		name: "sink-kafka", about: "results produced to a topic",
		load: with(func(w *Workload) { w.Topics = results + "=3" }),
		args: []string{"--sink.kind", "kafka", "--sink.topic", results}, ops: []string{"kafka.produce", "zookeeper.multi"}, count: 7,
		errors:  map[string][]string{"kafka.produce": {"TOPIC_AUTHORIZATION_FAILED", "NOT_LEADER_FOR_PARTITION"}},
		promise: model.Promise{Guarantee: model.AtLeastOnce}, effect: model.KafkaEffect(results),
	},
	{
		name: "sink-kafka-transaction", about: "results and offsets produced in one transaction",
		load: with(func(w *Workload) { w.Topics = results + "=3" }), prepare: true,
		args: []string{"--sink.kind", "kafka-transaction", "--sink.topic", results, "--sink.offsets_topic", "positions"},
		ops:  []string{"kafka.produce", "kafka.end_txn", "zookeeper.multi"}, count: 7,
		promise: model.Promise{Guarantee: model.ExactlyOnce}, effect: model.KafkaEffect(results), commits: model.KafkaLogCommits("positions"),
	},
	{
		name: "one-batch", about: "one batch of each partition, results and offsets in one transaction: small enough to be swept by pairs",
		load: with(func(w *Workload) { w.Records = w.Partitions * w.Batch }),
		args: []string{"--sink.kind", "redis-transaction"}, ops: []string{"redis.exec", "redis.watch", "zookeeper.multi"}, count: 2,
		promise: model.Promise{Guarantee: model.ExactlyOnce}, commits: model.RedisCommits,
	},
	{
		name: "commit-every-third-batch", about: "offsets stored for three batches at once",
		load: with(func(w *Workload) { w.Records *= 2 }),
		args: []string{"--commit.every", "3"}, ops: []string{"redis.rpush", "zookeeper.multi"}, count: 9, batches: 3, // as many writes as have one commit
		promise: model.Promise{Guarantee: model.AtLeastOnce},
	},
	rateLimited, rateLeast, sinkChanged, sinkLeft, truncatedHTTP, truncatedFiles, lettersInFile, lettersInKafka, unsynced, panicking,
	startAtTime, startExactly, maxUncommitted, commitInterval, drainTimesOut, lettersReplayed, dealtOut, sticky,
	uncommittedRead, startStored, sharedTransactions, tooLong, notJSON, commitInParts, beginInParts, storeKafkaIdle,
	unkeyed, offsetsMoved, offsetsRestored, lossDecided, memberCutOff,
}

func (f feature) scenario() Scenario {
	if f.load == (Workload{}) {
		f.load = load
	}
	c := f.consumer(f.variant)
	if f.prepare {
		c.Prepare = slices.Concat([]string{"prepare"}, c.Args[1:])
	}
	s := Scenario{
		Patience: f.away,
		Name:     f.name, Summary: f.about, Workload: f.load, Consumer: c, Promise: f.promise, Drains: true, Draw: f.draw,
		Inspect: f.inspect, Instances: f.instances, Restarts: f.restarts,
		Model: model.Config{
			Start: f.start, Batch: f.load.Batch * max(1, f.batches), Concurrent: f.batches > 1, Commits: f.commits, Effect: f.effect,
			LossReport: f.reports,
		},
	}
	for _, e := range f.errands {
		e.Args = slices.Concat(e.Args, c.Args[1:], c.ArgsOf[e.Program.Version])
		s.Errands = append(s.Errands, e)
	}
	if f.foretold != nil {
		s.Broken = &Broken{Twin: f.consumer("correct"), Foretold: *f.foretold}
	}
	return s
}

func (f feature) consumer(variant string) Consumer {
	c := direct("append", f.load, directV1)
	if variant != "" {
		c = variantOf(variant, "append", f.load)
	}
	c.Args = slices.Concat(c.Args, f.args)
	if f.becomes != nil {
		c.Builds, c.ArgsOf = append(c.Builds, directAs(changed)), map[string][]string{changed: f.becomes}
	}
	return c
}
