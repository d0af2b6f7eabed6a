// Package scenarios says which world a consumer is put into, what may go wrong there, and what the consumer promises.
//
// A Scenario is a value: a topology, a workload, a space of fault schedules and a promise. Running one case of it is a
// function of the scenario, the programs and a seed.
package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// Topic is the topic of every scenario's workload, and Group the group that its offsets belong to.
const (
	Topic = "orders"
	Group = "billing"
)

// A Consumer is the program under test and how it is started.
type Consumer struct {
	Builds []Program // its versions; the first one starts
	Args   []string
	Env    []string
	// ArgsOf are further arguments of a build, by its version.
	ArgsOf map[string][]string
	// Prepare, where set, are the arguments with which the first build runs once before anything else, and must end with 0.
	Prepare []string
}

// An Instance is one of several processes of a consumer.
type Instance struct {
	Name  string // of the process and of its host: consumer, consumer2 or consumer3
	Args  []string
	After time.Duration // it starts so much later
	// Version is the build that it starts as; default: the consumer's first.
	Version string
	// Leaves says that nobody starts it again, however it ends.
	Leaves bool
}

// A Bystander is a program that watches: a lag monitor.
type Bystander struct {
	Program Program
	Args    []string
}

// An Errand is a command that an operator runs on the consumer's host while the consumer runs.
type Errand struct {
	After   time.Duration // since the case began
	Program Program
	Args    []string
	// To, where set, is the file on that host to which its output goes, as a shell's > would have it: once it has ended with 0.
	To string
}

// A Workload is what the topic holds.
type Workload struct {
	Partitions int           `json:"partitions"`
	Records    int           `json:"records"`            // before the consumer starts
	Later      int           `json:"later,omitempty"`    // produced while the consumer runs
	LaterAt    time.Duration `json:"later_at,omitempty"` // in nanoseconds, where it is JSON
	// LaterPartitions is how many partitions the later records go to; 0 means Partitions.
	LaterPartitions int `json:"later_partitions,omitempty"`
	// Transaction is how many records are produced in one transaction, each followed by one that is aborted; 0 means none.
	Transaction int `json:"transaction,omitempty"`
	Size        int `json:"size"` // bytes of a record's value
	// Keys is how many keys the records of a partition have in turn, each record in a batch of its own; 0 means none.
	Keys        int    `json:"keys,omitempty"`
	Batch       int    `json:"batch"`                 // most records of one partition in one batch of the consumer
	Topics      string `json:"topics,omitempty"`      // further topics with their partitions, "results=3,keys=1"
	Compacted   string `json:"compacted,omitempty"`   // names of topics that are compacted, "orders,keys"
	Truncatable bool   `json:"truncatable,omitempty"` // the brokers keep logs in a way that they can be truncated
	// Ensemble is how many members ZooKeeper has, the last of which leads; 0 means a server alone.
	Ensemble int `json:"ensemble,omitempty"`
	// Beside is a service that the world has beside the usual ones: hbase or http.
	Beside string `json:"beside,omitempty"`
}

// A Scenario is one question about one consumer.
type Scenario struct {
	Name     string
	Summary  string
	Workload Workload
	Consumer Consumer
	// Instances are the processes that run the consumer; none means one, which is named consumer.
	Instances []Instance
	// Bystander, where set, runs from the beginning on, beside the consumer, and never ends.
	Bystander *Bystander
	// Errands are what an operator does; each must end with 0. One that does not is done again, up to five times, as an
	// operator would: a step that is refused because the consumer stored something just then, or that cannot be taken while
	// the consumer starts, says nothing against either.
	Errands []Errand
	// Variants are other arguments for the consumer and the model; case n runs variant n modulo their number.
	Variants []Variant
	// Columns, where set, are scenarios of the same workload that are asked the same question: case n is one of column n
	// modulo their number, and what the scenario itself says of consumer, promise and faults stands for all of them only
	// where it is listed.
	Columns []Scenario
	Promise model.Promise
	Model   model.Config
	Space   faults.Space
	// Zombie, where set, is the operation by which the consumer writes its results; a third of the cases is then a zombie
	// that is paused around it.
	Zombie string
	// Draw, where set, draws schedules instead of the general generator of package faults.
	Draw func(c *faults.Choices) faults.Schedule
	// Broken is set for a consumer that must fail: what is found must be just what is predicted, and its correct twin
	// must be clean under the very same schedules.
	Broken *Broken
	// Drains says that SIGTERM must let the consumer finish and end with code 0.
	Drains bool
	// Restarts is how often the consumer is started again; 0 means as often as package faults does it by itself.
	Restarts int
	// Patience is how much longer than usual, in virtual time, a case may take.
	Patience time.Duration
	// Certain says that every fault of a schedule must be delivered, in every case.
	Certain bool
	// Idle, where set, ends a case when nothing was written or stored for so long, wherever the stored offsets are: some
	// consumers store none, or never that of the end.
	Idle time.Duration
	// Expected, where set, is what the cell of a matrix shows: a case is good if nothing beyond it is found.
	Expected *Expectation
	// Inspect, where set, says what else is wrong with a run.
	Inspect func(h *model.History, v model.Verdict) []string
}

// A Variant changes a scenario for some of its cases.
type Variant struct {
	Name  string
	Args  []string
	Start model.StartPolicy
}

// A Broken says what a broken consumer must show, and which consumer is its correct twin.
type Broken struct {
	Twin     Consumer
	Foretold model.Prediction
	// Behind is how far the stored offset stays behind the end of the log for ever.
	Behind int64
}

// programs are all that some case of the scenario may run beside the services.
func (s Scenario) programs() (list []Program) {
	for _, c := range s.consumers() {
		list = append(list, c.Builds...)
	}
	for _, p := range []Program{hbaseProgram, httpProgram} {
		if p.Name == s.Workload.Beside {
			list = append(list, p)
		}
	}
	for _, e := range s.Errands {
		list = append(list, e.Program)
	}
	if s.Bystander != nil {
		list = append(list, s.Bystander.Program)
	}
	return list
}

func (s Scenario) consumers() []Consumer {
	list := []Consumer{s.Consumer}
	if s.Broken != nil {
		list = append(list, s.Broken.Twin)
	}
	for _, column := range s.Columns {
		list = append(list, column.Consumer)
	}
	return list
}

func (s Scenario) draw(c *faults.Choices) faults.Schedule {
	if s.Draw != nil {
		return s.Draw(c)
	}
	if s.Zombie != "" && c.IntN(3, "zombie") == 0 {
		return drawZombie(c, s.Zombie)
	}
	return faults.Draw(s.Space, c)
}

// column is the scenario that the case of that index is of.
func (s Scenario) column(index int) Scenario {
	if len(s.Columns) == 0 {
		return s
	}
	return s.Columns[index%len(s.Columns)]
}

func (s Scenario) variant(index int) Variant {
	if len(s.Variants) == 0 {
		return Variant{}
	}
	return s.Variants[index%len(s.Variants)]
}
