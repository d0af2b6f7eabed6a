package faults

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/internal/strict"
)

// Names are what exists in a world.
type Names struct {
	Hosts     []string
	Processes []string // those that faults may strike
	Services  []string
	Versions  []string
	// Operations are what services report at points; none means that they are not checked.
	Operations []string
	// Errors are what a service may be told to answer; of a service that has none here they are not checked.
	Errors map[string][]string
	// Restarted are the processes that start again when they end, nil for all; RestartsMax is how often, 0 for the constant.
	Restarted   []string
	RestartsMax int
	Restless    bool // they may fail by themselves although nothing goes wrong
	// Topics are those of Kafka with how many partitions they have, Brokers and Members how many brokers and members of
	// ZooKeeper there are, which are numbered from 1. What is empty is not checked.
	Topics  map[string]int
	Brokers int
	Members int
	// Compacted are the topics that are compacted, of Topics; nil is not checked. Untruncatable says that no log can be truncated.
	Compacted     []string
	Untruncatable bool
	// Until is when everything is healed, in virtual time since the faults began; 0 is not checked.
	Until time.Duration
}

// Check reports every name in the schedule that the world does not have, and every fault that cannot strike there, so that
// a schedule of another scenario is refused before it runs. An incarnation counts as its process.
func (s Schedule) Check(n Names) error {
	var all []error
	for i, f := range s.Faults {
		if err := s.pointless(f, n); err != nil {
			all = append(all, inFault(i, fmt.Errorf("fault %d: %w", i+1, err)))
		}
	}
	n.Topics = s.grown(n.Topics)
	for i, f := range s.Faults {
		for _, name := range f.names(n) {
			base, _, _ := strings.Cut(name.text, "#")
			if base != "" && !slices.Contains(name.known, base) {
				all = append(all, inFault(i, fmt.Errorf("fault %d: %w", i+1,
					inField(name.field, "no %s %q, there is %s", name.what, name.text, strings.Join(name.known, ", ")))))
			}
		}
	}
	if len(all) > 0 {
		return errors.Join(all...)
	}
	return s.possible(n)
}

// grown are topics with the most partitions that they come to have.
func (s Schedule) grown(topics map[string]int) map[string]int {
	grown := maps.Clone(topics)
	for _, f := range s.Faults {
		if had, known := grown[f.Topic]; known {
			grown[f.Topic] = max(had, f.Partitions)
		}
	}
	return grown
}

// A name is a name that a fault has.
type name struct {
	field, what, text string
	known             []string
}

func (f Fault) names(n Names) []name {
	all := []name{
		{"at.client", "client", f.At.Client, n.clients()},
		{"at.service", "service", f.At.Service, n.Services},
		{"host", "host", f.Host, n.Hosts},
	}
	r, _ := ruleOf(f.Kind)
	process, at := name{"process", "process", f.Process, n.Processes}, name{"at.process", "process", f.At.Process, n.Processes}
	switch {
	case r.session && f.Process != "":
		process.what, process.known = "client", n.clients()
	case r.session:
		at.what, at.known = "client", n.clients()
	}
	all = append(all, process, at)
	if r.begins != "" {
		all = append(all, name{"fault", "service", r.service, n.Services})
	}
	if len(n.Operations) > 0 {
		all = append(all, name{"at.op", "operation", f.At.Op, n.like(f.At.Op)})
	}
	if known := n.Errors[f.At.service()]; len(known) > 0 {
		all = append(all, name{"error", "error of " + f.At.service(), f.Error, known})
	}
	if f.Restart != nil {
		all = append(all, name{"restart.version", "version", f.Restart.Version, n.Versions})
	}
	for side, hosts := range f.Hosts {
		for i, host := range hosts {
			all = append(all, name{fmt.Sprintf("between[%d][%d]", side, i), "host", host, n.Hosts})
		}
	}
	return append(all, f.inside(n)...)
}

// clients are the processes that ask services.
func (n Names) clients() []string {
	return slices.DeleteFunc(slices.Clone(n.Processes), func(p string) bool { return slices.Contains(n.Services, p) })
}

// inside are the names of what is inside of a service: topics, partitions, brokers and members.
func (f Fault) inside(n Names) (all []name) {
	if f.Topic != "" && len(n.Topics) > 0 {
		all = append(all, name{"topic", "topic", f.Topic, slices.Sorted(maps.Keys(n.Topics))})
	}
	for _, numbered := range []struct {
		field, what        string
		which, first, last int
	}{
		{"node", "broker", f.Node, 1, n.Brokers},
		{"member", "member", f.Member, 1, n.Members},
		{"partition", "partition of " + f.Topic, f.Partition, 0, n.Topics[f.Topic] - 1},
	} {
		if x := numbered; x.last >= x.first && x.which > x.last {
			all = append(all, name{x.field, x.what, strconv.Itoa(x.which), []string{through(x.first, x.last)}})
		}
	}
	return all
}

// through are the numbers from the first to the last in words.
func through(first, last int) string {
	if first == last {
		return strconv.Itoa(first)
	}
	return fmt.Sprintf("%d to %d", first, last)
}

// like are the operations of the service that an operation names; all where it names none.
func (n Names) like(operation string) []string {
	service, _, _ := strings.Cut(operation, ".")
	var same []string
	for _, o := range n.Operations {
		if strings.HasPrefix(o, service+".") {
			same = append(same, o)
		}
	}
	if same == nil {
		return n.Operations
	}
	return same
}

// inField is an error about a field of a fault or of its place.
func inField(field, format string, args ...any) error {
	return &strict.FieldError{Field: field, Err: fmt.Errorf(format, args...)}
}

// kindNames are all kinds, in the order of the rules.
func kindNames() string {
	var all []string
	for _, r := range rules {
		all = append(all, string(r.kind))
	}
	return strings.Join(all, ", ")
}
