package faults

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/onceover/onceover/internal/strict"
)

var stages = []string{"received", "applied", "answered"}

// Validate reports every fault of the schedule that makes no sense by itself.
func (s Schedule) Validate() error {
	var all []error
	for i, f := range s.Faults {
		if err := f.Validate(); err != nil {
			all = append(all, inFault(i, fmt.Errorf("fault %d: %w", i+1, err)))
		}
	}
	return errors.Join(all...)
}

// Validate reports what makes no sense in the fault.
func (f Fault) Validate() error {
	r, ok := ruleOf(f.Kind)
	if !ok {
		return inField("fault", "unknown kind %q, there is %s", f.Kind, kindNames())
	}
	if err := f.At.validate(); err != nil {
		return fmt.Errorf("%s: %w", f.Kind, &strict.FieldError{Field: "at", Err: err})
	}
	for _, wrong := range []struct {
		is   bool
		what string
	}{
		{r.lasts && f.For <= 0, "has no duration"},
		{!r.lasts && f.For != 0, "has a duration, but does not last"},
		{r.operation && (!f.At.isPoint() || f.At.Stage == "answered"), "needs an operation's stage received or applied as its place"},
		{f.Kind == Half && f.At.Stage != "applied", "needs the stage applied as its place: before, there is no answer"},
		{r.isOfProcess() && f.At.isTime() && f.Process == "", "at a time needs a process"},
		{r.isOfProcess() && f.At.isPoint() && f.Process == "" && f.At.Client == "",
			"at an operation needs a process or a client"},
		{!r.isOfProcess() && f.Process != "", "strikes no process, but names one"},
		{!r.process && f.Restart != nil, "strikes no process, but has a restart"},
		{f.Restart != nil && f.Restart.After < 0, "has a restart before it strikes"},
		{r.answers() && f.Error == "", "has no error to answer"},
		{!r.answers() && f.Error != "", "has an error, but answers none"},
		{r.member && f.Member < 1, "needs a member, from 1"},
		{!r.member && f.Member != 0, "strikes no member, but has one"},
		{r.by != "" && f.By <= 0, "needs a time by which " + r.by},
		{r.by == "" && f.By != 0, "has a time by which to lag, but nobody does"},
		{r.path != (f.Path != ""), "needs the path of a znode if an operator writes it, and only then"},
		{f.Kind != DataSet && f.Kind != DataProtect && f.Data != "", "writes nothing, but has data"},
		{f.Kind == DataProtect && strings.Trim(f.Data, "cdrwa") != "", "allows something else than c, d, r, w and a"},
		{r.hosts && !distinct(f.Hosts), "needs two sets of different hosts"},
		{!r.hosts && len(f.Hosts[0])+len(f.Hosts[1]) > 0, "has hosts, but divides none"},
		{(f.Kind == NetRefuse) != (f.Host != ""), "needs a host if it refuses connections, and only then"},
		{!utf8.ValidString(strings.Join(f.texts(), "")), "has a name or an error that is not UTF-8"},
	} {
		if wrong.is {
			return fmt.Errorf("%s %s", f.Kind, wrong.what)
		}
	}
	return f.validateTopic(r)
}

// validateTopic reports what makes no sense in what is said of a topic.
func (f Fault) validateTopic(r rule) error {
	for _, wrong := range []struct {
		is   bool
		what string
	}{
		{r.isOfTopic() && f.Topic == "", "needs a topic"},
		{!r.isOfTopic() && f.Topic != "", "strikes no topic, but names one"},
		{!r.partition && f.Partition != 0, "strikes no partition, but has one"},
		{f.Partition < 0, "has a negative partition"},
		{f.Kind == RecordsDelete && f.Offset == 0, "needs an offset above 0"},
		{f.Offset < 0, "has a negative offset"},
		{!r.cuts() && f.Offset != 0, "cuts no log off, but has an offset"},
		{(f.Kind == PartitionsAdd || f.Kind == TopicRecreate) != (f.Partitions > 0),
			"needs a number of partitions if it makes some, and only then"},
		{(f.Kind == LeaderMove || r.broker) != (f.Node > 0), "needs a node, from 1, if a leader moves there or it stops, and only then"},
	} {
		if wrong.is {
			return fmt.Errorf("%s %s", f.Kind, wrong.what)
		}
	}
	return nil
}

func (p Place) validate() error {
	point := p.Op != "" || p.Service != "" || p.Client != "" || p.Occurrence != 0
	output := p.Process != "" || p.Output != 0
	switch {
	case p.isPoint() && (output || p.Time != 0), p.isOutput() && (point || p.Time != 0), p.isTime() && point:
		return errors.New("the place is more than one of a time, an output and an operation")
	case p.isPoint() && !slices.Contains(stages, p.Stage):
		return inField("stage", "unknown stage %q, want one of %s", p.Stage, strings.Join(stages, ", "))
	case p.isPoint() && p.Occurrence < 1:
		return inField("occurrence", "occurrence %d, want 1 or more", p.Occurrence)
	case p.isOutput() && p.Process == "":
		return errors.New("an output needs its process")
	case p.isTime() && output:
		return inField("output", "output %d of %q, want 1 or more", p.Output, p.Process)
	case p.Time < 0:
		return inField("time", "time %v lies before the beginning", p.Time)
	}
	return nil
}

// distinct reports whether both sides have a host, no name is empty, and none is named twice.
func distinct(hosts [2][]string) bool {
	all := slices.Sorted(slices.Values(slices.Concat(hosts[0], hosts[1])))
	return len(hosts[0]) > 0 && len(hosts[1]) > 0 && all[0] != "" && len(slices.Compact(all)) == len(hosts[0])+len(hosts[1])
}

func (f Fault) texts() []string {
	texts := []string{f.Process, f.Host, f.Error, f.Topic, f.Path, f.Data, f.At.Process, f.At.Op, f.At.Service, f.At.Client}
	if f.Restart != nil {
		texts = append(texts, f.Restart.Version)
	}
	return slices.Concat(texts, f.Hosts[0], f.Hosts[1])
}
