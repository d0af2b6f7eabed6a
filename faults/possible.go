package faults

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// possible reports every fault that no run can deliver: it means an incarnation that never runs, or an operation that its
// service does not have, or it wants a process started again that nobody starts again.
//
// An incarnation after the first needs an end of the one before it, or a successor beside one that is paused. What goes
// wrong around a process may make it fail by itself, as often as it likes; so incarnations are counted only where every
// fault of the schedule ends or succeeds the process itself.
func (s Schedule) possible(n Names) error {
	if n.RestartsMax == 0 {
		n.RestartsMax = RestartsMax
	}
	if n.Restarted == nil {
		n.Restarted = n.Processes
	}
	ran := map[string]int{}
	for _, p := range n.Processes {
		ran[p] = 1
	}
	for _, p := range n.Restarted {
		if n.Restless {
			ran[p] = 1 + n.RestartsMax
		}
	}
	for changed := true; changed; {
		changed = false
		for _, p := range n.Restarted {
			if most := s.incarnations(p, ran, n); most > ran[p] {
				ran[p], changed = most, true
			}
		}
	}
	var all []error
	for i, f := range s.Faults {
		if err := cmp.Or(f.possible(ran, n), s.reached(i)); err != nil {
			all = append(all, inFault(i, fmt.Errorf("fault %d: %w", i+1, err)))
		}
	}
	return errors.Join(all...)
}

// reached reports that a fault's place is an output of an incarnation that another fault ends at an earlier one.
func (s Schedule) reached(i int) error {
	at := s.Faults[i].At
	if !strings.Contains(at.Process, "#") {
		return nil
	}
	for j, g := range s.Faults {
		ends := g.Kind == Crash || g.Kind == PowerLoss
		if ends && g.At.Process == at.Process && is(at.Process, g.Process) && g.At.Output < at.Output {
			return inField("at.output", "%s never comes to output %d: fault %d ends it at output %d", at.Process, at.Output, j+1, g.At.Output)
		}
	}
	return nil
}

// incarnations is how many incarnations a process may come to, as far as it is known which ones run.
func (s Schedule) incarnations(process string, ran map[string]int, n Names) int {
	ended := map[string]bool{} // incarnations that a fault names
	most := 1
	for _, f := range s.Faults {
		r, _ := ruleOf(f.Kind)
		name, number, _ := strings.Cut(f.struck(), "#")
		switch {
		case f.possible(ran, n) != nil || ended[number]:
		case !r.process, r.lasts && f.Restart == nil, name != process:
			return 1 + n.RestartsMax
		default:
			most++
			ended[number] = number != ""
		}
	}
	return min(most, 1+n.RestartsMax)
}

func (f Fault) possible(ran map[string]int, n Names) error {
	switch {
	case f.At.Service != "" && !is(f.At.Service, f.At.service()):
		return inField("at.service", "%s is no operation of %s", f.At.Op, f.At.Service)
	case f.Error != "" && len(n.Errors) > 0 && f.At.service() == "":
		return inField("at", "%q is an error of one service, and the place names neither a service nor an operation", f.Error)
	}
	for _, means := range []name{
		{field: "process", text: f.Process}, {field: "at.process", text: f.At.Process}, {field: "at.client", text: f.At.Client},
	} {
		process, number, numbered := strings.Cut(means.text, "#")
		if which, err := strconv.Atoi(number); numbered && (err != nil || which < 1) {
			return inField(means.field, "no incarnation %q, the first one is %s#1", means.text, process)
		} else if which > ran[process] {
			return inField(means.field, "%s never runs: %s", means.text, n.last(process, ran[process]))
		}
	}
	struck, _, _ := strings.Cut(f.struck(), "#")
	if f.Restart != nil && !slices.Contains(n.Restarted, struck) {
		return inField("restart", "%s is never started again, only %s", struck, strings.Join(n.Restarted, ", "))
	}
	return nil
}

// last says why no incarnation follows the last one that runs.
func (n Names) last(process string, ran int) string {
	switch {
	case !slices.Contains(n.Restarted, process):
		return process + " is never started again"
	case ran > n.RestartsMax:
		return fmt.Sprintf("%s is started again %d times at most", process, n.RestartsMax)
	}
	return fmt.Sprintf("nothing ends %s#%d", process, ran)
}

// struck is the process, or the incarnation, that a fault strikes.
func (f Fault) struck() string {
	if f.Process != "" {
		return f.Process
	}
	return f.At.Process + f.At.Client // only one of them can be set
}

// pointless is why the fault finds nothing to strike in a world of that shape, whatever happens there.
func (s Schedule) pointless(f Fault, n Names) error {
	had, known := n.Topics[f.Topic]
	shrinks := slices.ContainsFunc(s.Faults, func(g Fault) bool { return g.Kind == TopicRecreate && g.Topic == f.Topic })
	switch {
	case f.Kind == LogTruncate && n.Untruncatable:
		return inField("fault", "the brokers keep logs in a way that they cannot be truncated")
	case f.Kind == LogCompact && known && n.Compacted != nil && !slices.Contains(n.Compacted, f.Topic):
		return inField("topic", "%s is not compacted", f.Topic)
	case f.Kind == PartitionsAdd && known && !shrinks && f.Partitions <= had:
		return inField("partitions", "%s has %d already", f.Topic, had)
	case f.Kind == MemberLag && n.Members == 1:
		return inField("member", "the only member leads, and is behind nobody")
	case n.Until > 0 && f.At.Time > n.Until:
		return inField("at.time", "%v is never: no fault strikes after %v", f.At.Time, n.Until)
	case n.Until > 0 && f.Restart != nil && f.Restart.After > n.Until:
		return inField("restart.after", "%v is more than the %v that faults have", f.Restart.After, n.Until)
	case n.Until > 0 && (f.Kind == LeaderChange || f.Kind == Delay) && f.For > n.Until:
		return inField("for", "%v is more than the %v that faults have, and nobody can end it before", f.For, n.Until)
	case n.Until > 0 && f.Kind == Slow && f.By > n.Until:
		return inField("by", "%v is more than the %v that faults have, and nobody can end it before", f.By, n.Until)
	case f.Path != "" && !strings.HasPrefix(f.Path, "/"):
		return inField("path", "%q is not the path of a znode, which begins with a slash", f.Path)
	}
	return nil
}
