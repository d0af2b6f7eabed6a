package reports

import (
	"fmt"
	"strings"
)

// An item is one thing that takes a place on the axis of a diagram: operations of one sort in a row, or a mark, or a fault.
type item struct {
	step, last uint64
	time       int64
	x          int
	operations []Operation
	mark       *Mark
	fault      *Band
	keep       bool // it is no part of the ordinary course of things
	omitted    int  // how many items before it are left out
}

// together is how much virtual time may lie between operations that are drawn as one.
const together = 100e6

// takes reports whether an operation is more of the same.
func (it *item) takes(o Operation) bool {
	last := it.operations[len(it.operations)-1]
	return last.To == o.To && last.For == o.For && !last.isCut() && !o.isCut() && last.Fault == 0 && o.Fault == 0 &&
		o.Received-last.Received < together && (o.For == forOther || last.Op == o.Op)
}

// words is what is told of an item.
func (it *item) words(p *Picture) string {
	switch {
	case it.mark != nil:
		return fmt.Sprintf("step %d, %s s: %s", it.step, seconds(it.time), it.mark.Text)
	case it.fault != nil && it.step == it.fault.Until:
		return fmt.Sprintf("step %d, %s s: fault %d is over", it.step, seconds(it.time), it.fault.Number)
	case it.fault != nil:
		return fmt.Sprintf("step %d, %s s: fault %d, %s", it.step, seconds(it.time), it.fault.Number, it.fault.Text)
	}
	o := it.operations[0]
	from, to := p.Lanes[o.From].ID, p.Lanes[o.To].ID
	head := fmt.Sprintf("step %d, %s s: %s asks %s for ", it.step, seconds(it.time), from, to)
	if o.From == o.To {
		head = fmt.Sprintf("step %d, %s s: %s does ", it.step, seconds(it.time), from)
	}
	state := o.state()
	if o.Fault > 0 {
		state += fmt.Sprintf(", struck by fault %d", o.Fault)
	}
	return head + it.what() + "; " + state
}

// what names the operations and what they did.
func (it *item) what() string {
	var names, does []string
	counts := map[string]int{}
	for _, o := range it.operations {
		if counts[o.Op]++; counts[o.Op] == 1 {
			names = append(names, o.Op)
		}
		if o.Does != "" {
			does = append(does, o.Does)
		}
	}
	for i, name := range names {
		if counts[name] > 1 {
			names[i] = fmt.Sprintf("%s, %d times", name, counts[name])
		}
	}
	text := strings.Join(names, ", ")
	if len(it.operations) == 1 && it.operations[0].Detail != "" {
		text += " (" + it.operations[0].Detail + ")"
	}
	if len(does) > 0 {
		text += ": " + strings.Join(does, ", ")
	}
	return text
}

// label is the shortest of what an item tells.
func (it *item) label() string {
	o := it.operations[0]
	label := o.Label
	for _, other := range it.operations {
		if other.Label != label {
			label = "…"
		}
	}
	if label == "" && len(it.operations) > 1 {
		label = fmt.Sprintf("×%d", len(it.operations))
	}
	return label
}
