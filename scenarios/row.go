package scenarios

import (
	"slices"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// allRows is the name by which Find knows all of Rows.
const allRows = "rows"

// Rows returns the rows of the guarantees of the direct consumer, each a scenario with a column for each design. They are
// no part of Catalogue: each is one narrow question, and together they take several times as long as the rest, whose
// schedules are drawn from everything that may go wrong.
func Rows() (list []Scenario) {
	for _, r := range matrixRows() {
		if r.want[0].name != "" {
			list = append(list, r.scenario())
		}
	}
	for _, f := range features {
		list = append(list, f.scenario())
	}
	return list
}

// A row is one thing that happens, and what the designs of the direct consumer make of it.
type row struct {
	name, about string
	load        Workload // default: that of the other scenarios
	bystander   *Bystander
	args        []string            // of the direct consumer
	argsOf      map[string][]string // more, by the sink of the design
	argsBy      map[string][]string // more, by the version of the build
	plain       []string            // what is args to the other designs
	plainBy     map[string][]string // and argsBy
	zombieLoad  Workload            // and load, to those whose zombie has to find ZooKeeper again
	group       string              // the one that is judged; default: the one of the first build
	joint       bool                // results of all groups count for it
	instances   []Instance          // default: one
	start       model.StartPolicy
	builds      []string // versions; default: the first
	restarts    int
	patience    time.Duration                    // see Scenario
	commits     func(trace.Event) []model.Commit // of designs whose offsets are in a store
	errands     []string                         // phases of a migration that an operator goes to, one after the other
	draw        func(c *faults.Choices, d Design) faults.Schedule
	want        outcomes // none for a row of the matrix alone
	inspect     func(h *model.History, v model.Verdict) []string
	ofAll       bool // inspect is about every design, not about the direct consumer
	chances     bool // a case may lack a fault: which member of ZooKeeper a client comes to it draws itself
}

// outcomes are what is promised of the designs, in their order.
type outcomes [3]outcome

// An outcome is what is promised, under the name that it has in tables of guarantees.
type outcome struct {
	name    string
	promise model.Promise
	batches int  // that may have been in flight
	reports bool // what the log no longer has must be reported
}

// The outcomes.
var (
	ok       = outcome{name: "OK", promise: model.Promise{Guarantee: model.ExactlyOnceDelivery}}
	absorbed = outcome{name: "EO", promise: model.Promise{Guarantee: model.ExactlyOnce}}
	repeats  = outcome{name: "D1", promise: model.Promise{Guarantee: model.AtLeastOnce}, batches: 1}
	// repeatsThree is for three batches that are written at once, so that no order is kept among them.
	repeatsThree = outcome{name: "DW", promise: model.Promise{Guarantee: model.AtLeastOnce, Unordered: true}, batches: 3}
)

// stopping is the outcome of a consumer that must give up with an error, life after life.
func (o outcome) stopping() outcome {
	o.name, o.promise.Stops = "STOP", true
	return o
}

// reported is the outcome where records leave the log unread, and the consumer must say which.
func (o outcome) reported() outcome {
	if o.name, o.reports = "RPT", true; o.promise.Stops {
		o.name = "RPT STOP"
	}
	return o
}

// unordered is the outcome of a sink in which no order can be seen.
func (o outcome) unordered() outcome {
	o.promise.Unordered = true
	return o
}

func all(o outcome) outcomes { return outcomes{o, o, o} }

// scenario is the row as a scenario.
func (r row) scenario() Scenario {
	if r.load == (Workload{}) {
		r.load = load
	}
	if r.builds == nil {
		r.builds = []string{"v1"}
	}
	var columns []Scenario
	var words []string
	for i, d := range designs {
		columns = append(columns, r.column(d, r.want[i]))
		words = append(words, d.sink+" "+r.want[i].name)
	}
	s := columns[0]
	s.Name, s.Summary, s.Columns = r.name, r.about+": "+strings.Join(words, ", "), columns
	return s
}

// column is the row for one design.
func (r row) column(d Design, o outcome) Scenario {
	s := Scenario{
		Name:      d.sink,
		Workload:  r.load,
		Consumer:  d.consumer(r),
		Promise:   o.promise,
		Instances: r.instances,
		Bystander: r.bystander,
		Model:     model.Config{Batch: r.load.Batch * max(1, o.batches), Concurrent: o.batches > 1, Start: r.start},
		Draw:      func(c *faults.Choices) faults.Schedule { return r.draw(c, d) },
		Drains:    true,
		Restarts:  r.restarts,
		Patience:  r.patience,
		Certain:   !r.chances,
		Inspect:   o.inspect(r.inspect),
	}
	for i, phase := range r.errands {
		s.Errands = append(s.Errands, Errand{
			After: time.Duration(8+20*i) * time.Millisecond, Program: directV1,
			Args: slices.Concat([]string{"offsets", "migrate", "--phase", phase}, s.Consumer.Args[1:]),
		})
	}
	s.Model.Commits = r.commits
	if d.reads != nil {
		d.reads(&s.Model)
	}
	switch {
	case r.joint:
		s.Model = commitsOf(s.Model, r.group)
	case r.group != "":
		s.Model = onlyGroup(s.Model, r.group)
	}
	if o.reports {
		s.Model.LossReport = lossReport
	}
	return s
}

// inspect adds to what else is inspected that a consumer which must stop has stopped.
func (o outcome) inspect(more func(*model.History, model.Verdict) []string) func(*model.History, model.Verdict) []string {
	return func(h *model.History, v model.Verdict) (notes []string) {
		if more != nil {
			notes = more(h, v)
		}
		if o.promise.Stops && !h.Stopped("consumer") {
			notes = append(notes, "the consumer should have ended with an error, and has not")
		}
		return notes
	}
}
