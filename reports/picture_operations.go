package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// stage notes that an operation came to a stage.
func (p *painter) stage(e trace.Event) {
	from, known := p.lanes[e.Str("client")]
	to, there := p.lanes[service(e.Proc)]
	if !known || !there || p.Lanes[from].Role != laneProcess {
		return
	}
	key := e.Proc + " " + e.Name + " " + e.Str("client") + " " + detail(e)
	if e.Str("stage") == "received" {
		op := Operation{Step: e.Seq, From: from, To: to, Op: e.Name, Detail: detail(e), For: forOther, Received: e.Time, Applied: -1, Answered: -1}
		if e.Name == "kafka.fetch" {
			op.For = forFetch
		}
		p.open[key] = append(p.open[key], len(p.Operations))
		p.current[e.Proc+" "+e.Str("client")] = len(p.Operations)
		p.Operations = append(p.Operations, op)
	}
	waiting := p.open[key]
	if len(waiting) == 0 {
		return
	}
	op := &p.Operations[waiting[len(waiting)-1]] // of several that are alike, the newest: those before it are without answer
	op.Last, op.Key = e.Seq, op.Key || p.evidence[e.Seq]
	switch e.Str("stage") {
	case "applied":
		op.Applied = e.Time
	case "answered":
		op.Answered = e.Time
		p.open[key] = waiting[:len(waiting)-1]
	}
}

// detail is what an operation is about, without who asked and how far it is.
func detail(e trace.Event) string {
	var parts []string
	for _, a := range e.Args {
		switch {
		case a.Key == "stage" || a.Key == "client" || a.Key == "session":
		case a.IsText:
			parts = append(parts, a.Key+" "+a.Text)
		default:
			parts = append(parts, fmt.Sprintf("%s %d", a.Key, a.Number))
		}
	}
	return strings.Join(parts, ", ")
}

// deeds adds what was written or stored to the operation that did it, or draws one of its own for what nobody reports.
func (p *painter) deeds(e trace.Event, deeds []deed) {
	for _, d := range deeds {
		from, known := p.lanes[d.who]
		if !known || p.Lanes[from].Role != laneProcess {
			continue
		}
		i, at := p.current[e.Proc+" "+d.who]
		if !at {
			to, there := p.lanes[service(e.Proc)]
			if !there {
				to = from
			}
			i = len(p.Operations)
			if last := i - 1; last >= 0 && p.Operations[last].From == from && p.Operations[last].Op == e.Name {
				i = last
			} else {
				p.Operations = append(p.Operations, Operation{Step: e.Seq, From: from, To: to, Op: e.Name, For: forOther,
					Received: e.Time, Applied: e.Time, Answered: e.Time})
			}
		}
		op := &p.Operations[i]
		op.Last, op.Key = max(op.Last, e.Seq), op.Key || p.evidence[e.Seq]
		op.For = graver(op.For, purposes[d.verb])
		p.does[i] = joined(p.does[i], d)
		op.Label = label(op.Label, d)
	}
}

var purposes = map[string]string{
	writes: forWrite, again: forAgain, absorbed: forAbsorbed, appends: forWrite, stores: forStore, removes: forStore, scrawls: forStore,
}

// graver is the purpose that says more.
func graver(a, b string) string {
	order := []string{forOther, forFetch, forStore, forWrite, forAbsorbed, forAgain}
	if slices.Index(order, a) >= slices.Index(order, b) {
		return a
	}
	return b
}

// joined adds a deed to those of an operation.
func joined(all []*deed, d deed) []*deed {
	if n := len(all) - 1; n >= 0 && all[n].sameKind(d) {
		all[n].add(d)
		return all
	}
	return append(all, d.clone())
}

// doesMax bounds the words about one operation, in bytes.
const doesMax = 400

// words are what an operation did.
func words(deeds []*deed) string {
	var list []string
	for _, d := range deeds {
		list = append(list, strings.TrimPrefix(d.String(), d.who+" "))
	}
	text := strings.Join(list, ", ")
	if len(text) > doesMax {
		text = strings.ToValidUTF8(text[:doesMax], "") + "..."
	}
	return text
}

// label is the offsets of a deed, where all partitions have the same.
func label(was string, d deed) string {
	x := d.over[0]
	now := fmt.Sprintf("%d", x.first)
	if d.verb == stores {
		now = fmt.Sprintf("\u2192%d", x.first)
	}
	switch {
	case was == "" || was == now:
		return now
	case d.isWrite() && !strings.HasPrefix(was, "\u2192"):
		first, _, _ := strings.Cut(was, "..")
		return fmt.Sprintf("%s..%d", first, x.last)
	}
	return was
}

// settle takes back answers that nobody was there to get, and bounds how many operations there are.
func (p *painter) settle() {
	for i := range p.Operations {
		op := &p.Operations[i]
		op.Does = words(p.does[i])
		if end := p.Lanes[op.From].End; end > 0 && op.Last >= end {
			op.Answered = -1
		}
	}
	if len(p.Operations) <= operationsMax {
		return
	}
	all := p.Operations
	kept := slices.DeleteFunc(slices.Clone(all), func(o Operation) bool { return o.For == forOther && !o.Key && !o.isCut() })
	kept = kept[:min(operationsMax, len(kept))]
	p.leave(len(all)-len(kept), "operations")
	p.Operations = kept
}
