package scenarios

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// A Design is a way to read a topic and to keep one's place in it: a column of the matrix.
type Design struct {
	Name     string // "zookeeper-after": its program's first argument, or a name of the direct consumer
	Label    string // a short name, for the heads of columns
	Letter   string // in tables of guarantees; designs that share one are expected to show the same
	Strategy string // "S04"
	About    string // what it does, in its order
	Promise  string // what those who use it are told

	sink string   // of the direct consumer; "" for an approach of the program scenarios/designs
	args []string // of the approach

	op      string // by which results are written
	batch   int    // how many of these write a batch of the usual workload
	before  int    // how many come before the first batch
	refusal string // the answer by which the sink refuses op; default: Redis's

	commit  string // the operation by which the offsets that count are stored; "" where no service is asked
	first   int    // the one of them from which on it matters when it fails
	each    int    // how many of them a batch takes; default 1
	least   int    // the first batch whose end they tell: before that it is another operation
	most    int    // how many of them a run has, where a timer stores; 0 means one for each batch
	done    string // the operation whose answer ends a batch, where that is not the commit
	undone  int    // how many of these come before the first batch
	outputs [2]int // where it is none: the output by which the first batch ends, and how many a batch has
	life    int    // how many outputs a life has at least, where an approach has more than others

	read    string // the operation by which a restart reads where to go on
	readsAt int    // how many of these a start takes
	noRead  string // the answer by which the store refuses it; default: ZooKeeper's

	reads  func(*model.Config) // how the judge is to read the trace
	bound  bool                // what it stores belongs to the build that has stored it: no other goes on from there
	keyed  bool                // no order can be seen among its results
	starts model.StartPolicy   // where it begins, whatever it is told: records must come after that
	lags   bool                // the offset that it stores stays behind what it has done, or it stores none
	beside string              // a service that it needs, as in Workload
	topics string              // further ones that it needs
	keys   int                 // of the records of a partition, see Workload
}

// designs are those of the direct consumer, the columns of Rows. A transaction's first EXEC stores where the group begins,
// and ZooKeeper's second multi does; the first one stores the owner's epoch.
var designs = [len(outcomes{})]Design{
	{
		Name: "direct-append", Label: "M", Letter: "M", Strategy: "the direct consumer", sink: "append",
		About:   "stores in ZooKeeper where it goes on after the results are appended: by comparing, fenced by epochs, with its start stored before it reads",
		Promise: "at least once: at most one batch again for each crash",
		op:      "redis.rpush", batch: 3, commit: "zookeeper.multi", first: 2, done: "zookeeper.multi", undone: 2,
		read: "zookeeper.getData", readsAt: 12,
	},
	{
		Name: "direct-keyed", Label: "N", Letter: "N", Strategy: "the direct consumer, S14", sink: "keyed",
		About:   "as direct-append, with results under keys that hold topic id, partition and offset",
		Promise: "exactly once, where results are read by their keys",
		op:      "redis.set", batch: 15, keyed: true, commit: "zookeeper.multi", first: 2, done: "zookeeper.multi", undone: 2,
		read: "zookeeper.getData", readsAt: 12,
	},
	{
		Name: "direct-transaction", Label: "O", Letter: "O", Strategy: "the direct consumer, S15", sink: "transaction",
		About:   "as direct-append, with results and offsets in one transaction of the sink, which counts; ZooKeeper has a copy",
		Promise: "exactly once",
		op:      "redis.exec", batch: 1, before: 1, commit: "redis.exec", first: 2, done: "zookeeper.multi", undone: 2,
		read: "zookeeper.getData", readsAt: 12,
		reads: func(c *model.Config) { c.Commits = model.RedisCommits },
	},
}

// consumer is the design in the row's world, with its builds.
func (d Design) consumer(r row) Consumer {
	if d.sink == "" {
		return d.approach(r)
	}
	var builds []Program
	for _, version := range r.builds {
		builds = append(builds, directAs(version))
	}
	c := direct(d.sink, r.load, builds...)
	c.Args, c.ArgsOf = slices.Concat(c.Args, r.args, r.argsOf[d.sink]), r.argsBy
	return c
}

// last is the number of the operation that ends a batch, counted from 1.
func (d Design) last(batch int) int { return d.before + d.batch*batch }

// anywhere is a place in the life of the first incarnation: on its way to the first batch, or while it writes.
func (d Design) anywhere(c *faults.Choices) faults.Place {
	if c.IntN(3, "on the way") == 0 {
		return faults.Place{Process: "consumer#1", Output: 1 + c.IntN(d.outputsOf(60), "output")}
	}
	n := d.before + 1 + c.IntN(d.batch*batches, "write")
	return faults.Place{Op: d.op, Stage: pick(c, stages, "stage"), Client: "consumer#1", Occurrence: n}
}

// soon is a place in the life of the first incarnation that it reaches though it has to share the work.
func (d Design) soon(c *faults.Choices) faults.Place {
	if d.sink == "" && d.batch == 1 { // who finds other offsets ends before its first write
		return faults.Place{Process: "consumer#1", Output: 1 + c.IntN(10, "output")}
	}
	if c.IntN(3, "on the way") == 0 {
		return faults.Place{Process: "consumer#1", Output: 1 + c.IntN(min(50, d.outputsOf(50)), "output")}
	}
	n := d.before + 1 + c.IntN(2*d.batch, "write")
	return faults.Place{Op: d.op, Stage: pick(c, stages, "stage"), Client: "consumer#1", Occurrence: n}
}

// writes is a place while the first incarnation writes its first batches but one.
func (d Design) writes(c *faults.Choices) faults.Place {
	n := d.before + 1 + c.IntN(d.batch*(batches-1), "write")
	return faults.Place{Op: d.op, Stage: pick(c, stages, "stage"), Client: "consumer#1", Occurrence: n}
}

// storedTimes kills the first incarnation when offsets of so many batches are stored, at least and fewer than most, before
// it knows of the last one, so that it has not begun to write the next batch.
func (d Design) storedTimes(c *faults.Choices, least, most int) faults.Fault {
	n := least + c.IntN(most-least, "commit")
	if n > 0 {
		n = max(n, d.least)
	}
	switch op := cmp.Or(d.done, d.commit); {
	case d.outputs[1] > 0:
		at := faults.Place{Process: "consumer#1", Output: d.outputs[0] + (n-1)*d.outputs[1]}
		return faults.Fault{Kind: faults.Crash, Restart: restart(c, ""), At: at}
	case op == "":
		return crash(c, d.op, "answered", d.last(max(1, n)))
	case n == 0 && d.undone == 0:
		return crash(c, "kafka.fetch", "received", 1)
	default:
		return crash(c, op, "answered", d.within(d.undone+n*max(1, d.each)))
	}
}

// within is a number of commits that a run has.
func (d Design) within(n int) int {
	if d.most > 0 {
		return 1 + (n-1)%d.most
	}
	return n
}

// findsZooKeeper reports whether the design stores in ZooKeeper and goes on in its memory when it has lost the connection. Under
// business keys it must not go on for long: newer values would hide the older ones that it has written.
func (d Design) findsZooKeeper() bool {
	return d.sink == "" && d.keys == 0 && strings.HasPrefix(d.commit, "zookeeper.")
}

// outputsOf is how many outputs a life has at least: the approaches have fewer than the direct consumer.
func (d Design) outputsOf(direct int) int {
	if d.sink == "" {
		return cmp.Or(d.life, 30)
	}
	return direct
}

// betweenBatches does so when none to five batches are stored.
func (d Design) betweenBatches(c *faults.Choices) faults.Fault { return d.storedTimes(c, 0, batches) }

// unreadable has the store let nobody read what is stored, from the second incarnation on.
func (d Design) unreadable(c *faults.Choices) faults.Fault {
	return refuse(d.read, "consumer#2", 1+c.IntN(d.readsAt, "read"), cmp.Or(d.noRead, noAuth))
}

// needs is a workload with what the design needs to do it.
func (d Design) needs(w Workload) Workload {
	if d.beside != "" {
		w.Beside = d.beside
	}
	if d.topics != "" {
		w.Topics = d.topics
	}
	if d.keys > 0 {
		w.Keys = d.keys
	}
	if d.starts == model.Latest && w.Later == 0 {
		w.Records, w.Later, w.LaterAt = w.Records/6, w.Records, 100*time.Millisecond
	}
	return w
}
