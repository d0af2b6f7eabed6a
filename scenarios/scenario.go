// Package scenarios says which world a consumer is put into, what may go wrong there, and what the consumer promises.
//
// A Scenario is a value: a topology, a workload, a space of fault schedules and a promise. Running one case of it is a
// function of the scenario, the programs and a seed.
package scenarios

import (
	"fmt"
	"slices"
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
}

// A Workload is what the topic holds.
type Workload struct {
	Partitions int
	Records    int // before the consumer starts
	Later      int // produced while the consumer runs
	LaterAt    time.Duration
	Size       int // bytes of a record's value
	Batch      int // most records of one partition in one batch of the consumer
}

// A Scenario is one question about one consumer.
type Scenario struct {
	Name     string
	Summary  string
	Workload Workload
	Consumer Consumer
	// Variants are other arguments for the consumer and the model; case n runs variant n modulo their number.
	Variants []Variant
	Promise  model.Promise
	Model    model.Config
	Space    faults.Space
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
	// Inspect, where set, says what else is wrong with a run.
	Inspect func(h *model.History) []string
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

func (s Scenario) consumers() []Consumer {
	list := []Consumer{s.Consumer}
	if s.Broken != nil {
		list = append(list, s.Broken.Twin)
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

func (s Scenario) variant(index int) Variant {
	if len(s.Variants) == 0 {
		return Variant{}
	}
	return s.Variants[index%len(s.Variants)]
}

// Find returns the scenarios of these names in the order of the catalogue, or all where there are no names.
func Find(names []string) ([]Scenario, error) {
	all := Catalogue()
	for _, name := range names {
		if !slices.ContainsFunc(all, func(s Scenario) bool { return s.Name == name }) {
			return nil, &UnknownScenarioError{Name: name}
		}
	}
	if len(names) == 0 {
		return all, nil
	}
	return slices.DeleteFunc(all, func(s Scenario) bool { return !slices.Contains(names, s.Name) }), nil
}

// An UnknownScenarioError is a name that is not in the catalogue.
type UnknownScenarioError struct{ Name string }

func (e *UnknownScenarioError) Error() string {
	known := ""
	for _, s := range Catalogue() {
		known += " " + s.Name
	}
	return fmt.Sprintf("no scenario is named %q; there are:%s", e.Name, known)
}
