package scenarios

import (
	"cmp"
	"slices"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// allMutants is the name by which Find knows all of Mutants.
const allMutants = "mutants"

// A Mutant is a consumer with one mistake, of which some other project's history tells, and the scenario that must kill it:
// in some case of it the consumer shows just what is foretold, and its correct twin is clean in all of them.
type Mutant struct {
	Number   int    // in the list of mistakes; some have two mutants
	Origin   string // where the mistake was made in earnest
	Scenario Scenario
}

// Mutants returns them in the order of their numbers. Some are in the catalogue, and one is a row.
func Mutants() []Mutant {
	list := []Mutant{
		{1, "cpbaranwal/Avro-SparkStreaming-Kafka#2", brokenCommitFirst()},
		{3, "several programs around Spark's direct stream", brokenSwallowedCommit()},
		{5, "two conventions for one number", brokenLastOffset()},
		{21, "files that are never synced", unsynced.scenario()},
	}
	for _, m := range slices.Concat(storeMutants, logMutants) {
		list = append(list, Mutant{m.number, m.origin, m.scenario()})
	}
	slices.SortStableFunc(list, func(a, b Mutant) int { return cmp.Compare(a.Number, b.Number) })
	return list
}

// mutantScenarios are those of Mutants that no other list has.
func mutantScenarios() (list []Scenario) {
	for _, m := range slices.Concat(storeMutants, logMutants) {
		list = append(list, m.scenario())
	}
	return list
}

// A mutant is a variant of the program scenarios/broken, and how it is killed.
type mutant struct {
	number          int
	variant, origin string
	about           string
	load            Workload // default: that of the other scenarios
	sink            string   // default: append
	args            []string
	builds          []Program // default: one
	instances       []Instance
	restarts        int
	promise         model.Promise // default: at least once
	behind          int64
	draw            func(c *faults.Choices) faults.Schedule
	foretold        model.Prediction
}

func (m mutant) scenario() Scenario {
	if m.load == (Workload{}) {
		m.load = load
	}
	if m.promise == (model.Promise{}) {
		m.promise = model.Promise{Guarantee: model.AtLeastOnce}
	}
	return Scenario{
		Name: "broken-" + m.variant, Summary: m.about, Workload: m.load, Consumer: m.consumer(m.variant), Promise: m.promise,
		Instances: m.instances, Restarts: m.restarts, Draw: m.draw,
		Broken: &Broken{Twin: m.consumer("correct"), Foretold: m.foretold, Behind: m.behind},
	}
}

func (m mutant) consumer(variant string) Consumer {
	c := variantOf(variant, cmp.Or(m.sink, "append"), m.load)
	c.Args = slices.Concat(c.Args, m.args)
	if m.builds != nil {
		c.Builds = m.builds
	}
	return c
}

// storedTimes kills an incarnation when it has stored offsets of so many batches at least, and fewer than most.
func storedTimes(c *faults.Choices, least, most int) faults.Fault {
	return designs[0].storedTimes(c, least, most)
}
