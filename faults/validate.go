package faults

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/onceover/onceover/internal/strict"
)

var stages = []string{"received", "applied", "answered"}

// The most that a schedule may ask for: a time that still can be added to another, and more partitions than any world is made with.
const (
	longest       = 100 * 365 * 24 * time.Hour
	partitionsMax = 1000
)

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
	if !utf8.ValidString(strings.Join(f.texts(), "")) {
		return fmt.Errorf("%s has a name or an error that is not UTF-8", f.Kind)
	}
	for _, wrong := range slices.Concat(f.flawsOfTime(r), f.flaws(r), f.flawsOfTopic(r)) {
		if wrong.is {
			return inField(wrong.field, "%s %s", f.Kind, wrong.what)
		}
	}
	return nil
}

// A flaw is what may be wrong with a field of a fault.
type flaw struct {
	field string
	is    bool
	what  string
}

func (f Fault) flaws(r rule) []flaw {
	return []flaw{
		{"at", r.operation && (!f.At.isPoint() || f.At.Stage == "answered"), "needs an operation's stage received or applied as its place"},
		{"at.stage", f.Kind == Half && f.At.Stage != "applied", "needs the stage applied as its place: before, there is no answer"},
		{"process", r.isOfProcess() && f.At.isTime() && f.Process == "", "at a time needs a process"},
		{"process", r.isOfProcess() && f.At.isPoint() && f.Process == "" && f.At.Client == "", "at an operation needs a process or a client"},
		{"process", !r.isOfProcess() && f.Process != "", "strikes no process, but names one"},
		{"restart", !r.process && f.Restart != nil, "strikes no process, but has a restart"},
		{"error", r.answers() && f.Error == "", "has no error to answer"},
		{"error", !r.answers() && f.Error != "", "has an error, but answers none"},
		{"member", r.member && f.Member < 1, "needs a member, from 1"},
		{"member", !r.member && f.Member != 0, "strikes no member, but has one"},
		{"path", r.path != (f.Path != ""), "needs the path of a znode if an operator writes it, and only then"},
		{"data", f.Kind != DataSet && f.Kind != DataProtect && f.Data != "", "writes nothing, but has data"},
		{"data", f.Kind == DataProtect && strings.Trim(f.Data, "cdrwa") != "", "allows something else than c, d, r, w and a"},
		{"between", r.hosts && !distinct(f.Hosts), "needs two sets of different hosts"},
		{"between", !r.hosts && len(f.Hosts[0])+len(f.Hosts[1]) > 0, "has hosts, but divides none"},
		{"host", (f.Kind == NetRefuse) != (f.Host != ""), "needs a host if it refuses connections, and only then"},
	}
}

// flawsOfTime are those of how long a fault lasts, how late something is, and when a process starts again.
func (f Fault) flawsOfTime(r rule) []flaw {
	flaws := []flaw{
		{"for", r.lasts && f.For == 0, "has no duration"},
		{"for", f.For < 0, fmt.Sprintf("has the duration %v, want one above 0s", f.For)},
		{"for", !r.lasts && f.For != 0, "has a duration, but does not last"},
		{"for", f.For > longest, tooLong("duration", f.For)},
		{"by", r.by != "" && f.By <= 0, "needs a time by which " + r.by},
		{"by", r.by == "" && f.By != 0, "has a time by which to lag, but nobody does"},
		{"by", f.By > longest, tooLong("time", f.By)},
	}
	if f.Restart != nil {
		flaws = append(flaws, flaw{"restart.after", f.Restart.After < 0, "has a restart before it strikes"},
			flaw{"restart.after", f.Restart.After > longest, tooLong("wait", f.Restart.After)})
	}
	return flaws
}

func tooLong(what string, d time.Duration) string {
	return fmt.Sprintf("has the %s %v, want %v at most", what, d, longest)
}

// flawsOfTopic are those of what is said of a topic.
func (f Fault) flawsOfTopic(r rule) []flaw {
	makes := f.Kind == PartitionsAdd || f.Kind == TopicRecreate
	return []flaw{
		{"topic", r.isOfTopic() && f.Topic == "", "needs a topic"},
		{"topic", !r.isOfTopic() && f.Topic != "", "strikes no topic, but names one"},
		{"partition", !r.partition && f.Partition != 0, "strikes no partition, but has one"},
		{"partition", f.Partition < 0, "has a negative partition"},
		{"partition", f.Partition >= partitionsMax, fmt.Sprintf("has partition %d, want one below %d", f.Partition, partitionsMax)},
		{"offset", f.Kind == RecordsDelete && f.Offset == 0, "needs an offset above 0"},
		{"offset", f.Offset < 0, "has a negative offset"},
		{"offset", !r.cuts() && f.Offset != 0, "cuts no log off, but has an offset"},
		{"partitions", makes != (f.Partitions > 0), "needs a number of partitions if it makes some, and only then"},
		{"partitions", f.Partitions > partitionsMax, fmt.Sprintf("makes %d partitions, want %d at most", f.Partitions, partitionsMax)},
		{"node", (f.Kind == LeaderMove || r.broker) != (f.Node > 0), "needs a node, from 1, if a leader moves there or it stops, and only then"},
	}
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
	case p.Time > longest:
		return inField("time", "time %v, want %v at most", p.Time, longest)
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
