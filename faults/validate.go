package faults

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

var stages = []string{"received", "applied", "answered"}

// Validate reports every fault of the schedule that makes no sense by itself.
func (s Schedule) Validate() error {
	var all []error
	for i, f := range s.Faults {
		if err := f.Validate(); err != nil {
			all = append(all, fmt.Errorf("fault %d: %w", i+1, err))
		}
	}
	return errors.Join(all...)
}

// Validate reports what makes no sense in the fault.
func (f Fault) Validate() error {
	r, ok := ruleOf(f.Kind)
	if !ok {
		return fmt.Errorf("unknown kind %q", f.Kind)
	}
	if err := f.At.validate(); err != nil {
		return fmt.Errorf("%s: %w", f.Kind, err)
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
		{f.Kind == MemberLag && f.By <= 0, "needs a time by which the member lags"},
		{f.Kind == ClockBack && f.By <= 0, "needs a time by which the clock is set back"},
		{f.Kind != MemberLag && f.Kind != ClockBack && f.By != 0, "has a time by which to lag, but nobody does"},
		{(f.Kind == DataSet) != (f.Path != ""), "needs the path of a znode if an operator writes it, and only then"},
		{f.Kind != DataSet && f.Data != "", "writes nothing, but has data"},
		{f.Kind == NetPartition && !distinct(f.Hosts), "needs two sets of different hosts"},
		{f.Kind != NetPartition && len(f.Hosts[0])+len(f.Hosts[1]) > 0, "has hosts, but divides none"},
		{!utf8.ValidString(strings.Join(f.texts(), "")), "has a name or an error that is not UTF-8"},
	} {
		if wrong.is {
			return fmt.Errorf("%s %s", f.Kind, wrong.what)
		}
	}
	return f.validateTopic(r)
}

// answers reports whether the kind has a service answer an error.
func (r rule) answers() bool { return r.kind == Fail || r.kind == Refuse }

// validateTopic reports what makes no sense in what is said of a topic.
func (f Fault) validateTopic(r rule) error {
	for _, wrong := range []struct {
		is   bool
		what string
	}{
		{r.service == kafka && f.Topic == "", "needs a topic"},
		{r.service != kafka && f.Topic != "", "strikes no topic, but names one"},
		{!r.partition && f.Partition != 0, "strikes no partition, but has one"},
		{f.Partition < 0, "has a negative partition"},
		{f.Kind == RecordsDelete && f.Offset == 0, "needs an offset above 0"},
		{f.Offset < 0, "has a negative offset"},
		{f.Kind != RecordsDelete && f.Kind != LogTruncate && f.Offset != 0, "cuts no log off, but has an offset"},
		{(f.Kind == PartitionsAdd || f.Kind == TopicRecreate) != (f.Partitions > 0),
			"needs a number of partitions if it makes some, and only then"},
		{(f.Kind == LeaderMove) != (f.Node > 0), "needs a node, from 1, if a leader moves there, and only then"},
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
		return fmt.Errorf("unknown stage %q, want one of %s", p.Stage, strings.Join(stages, ", "))
	case p.isPoint() && p.Occurrence < 1:
		return fmt.Errorf("occurrence %d, want 1 or more", p.Occurrence)
	case p.isOutput() && p.Process == "":
		return errors.New("an output needs its process")
	case p.isTime() && output:
		return fmt.Errorf("output %d of %q, want 1 or more", p.Output, p.Process)
	case p.Time < 0:
		return fmt.Errorf("time %v lies before the beginning", p.Time)
	}
	return nil
}

// distinct reports whether both sides have a host, no name is empty, and none is named twice.
func distinct(hosts [2][]string) bool {
	all := slices.Sorted(slices.Values(slices.Concat(hosts[0], hosts[1])))
	return len(hosts[0]) > 0 && len(hosts[1]) > 0 && all[0] != "" && len(slices.Compact(all)) == len(hosts[0])+len(hosts[1])
}

func (f Fault) texts() []string {
	texts := []string{f.Process, f.Error, f.Topic, f.Path, f.Data, f.At.Process, f.At.Op, f.At.Service, f.At.Client}
	if f.Restart != nil {
		texts = append(texts, f.Restart.Version)
	}
	return slices.Concat(texts, f.Hosts[0], f.Hosts[1])
}

// Names are what exists in a world.
type Names struct {
	Hosts     []string
	Processes []string // those that faults may strike
	Services  []string
	Versions  []string
}

// Check reports every name in the schedule that the world does not have, so that a schedule of another scenario is
// refused before it runs. An incarnation counts as its process.
func (s Schedule) Check(n Names) error {
	var all []error
	for i, f := range s.Faults {
		missing := func(what, name string, known []string) {
			base, _, _ := strings.Cut(name, "#")
			if name != "" && !slices.Contains(known, base) {
				all = append(all, fmt.Errorf("fault %d: no %s %q, there is %s", i+1, what, name, strings.Join(known, ", ")))
			}
		}
		missing("process", f.Process, n.Processes)
		missing("process", f.At.Process, n.Processes)
		missing("process", f.At.Client, n.Processes)
		missing("service", f.At.Service, n.Services)
		if r, _ := ruleOf(f.Kind); r.begins != "" {
			missing("service", r.service, n.Services)
		}
		if f.Restart != nil {
			missing("version", f.Restart.Version, n.Versions)
		}
		for _, host := range slices.Concat(f.Hosts[0], f.Hosts[1]) {
			missing("host", host, n.Hosts)
		}
	}
	return errors.Join(all...)
}
