package reports

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sort"
	"unicode/utf8"
)

// An axis is the items of a picture in their order. Its places are steps: in virtual time, nearly everything happens at once.
type axis struct {
	items []item
	width int
}

// Measures of the axis, in pixels.
const (
	marginLeft  = 26
	marginRight = 60
	operationIn = 30 // what an operation takes
	markIn      = 20
	labelWide   = 6 // a character of a label
	labelGap    = 4
	breakIn     = 46 // a long time in which nothing happens
)

// itemsMax is how many items are drawn.
const itemsMax = 240

// newAxis puts a picture's items in order and gives each its place.
func newAxis(p *Picture) *axis {
	a := &axis{}
	a.add(p)
	slices.SortStableFunc(a.items, func(a, b item) int { return cmp.Compare(a.step, b.step) })
	a.thin(p)
	x, before := marginLeft, int64(-1)
	taken := make([]int, len(p.Lanes)) // until where a lane has labels
	for i := range a.items {
		it := &a.items[i]
		if before >= 0 {
			x += stretch(it.time - before)
		}
		if it.omitted > 0 {
			x += breakIn
		}
		if it.operations != nil {
			lane, wide := it.operations[0].To, labelWide*utf8.RuneCountInString(it.label())
			x = max(x, taken[lane]+wide/2-slant)
			taken[lane] = x + slant + wide/2 + labelGap
		}
		it.x, before = x, it.time
		switch struck := a.struck(i); {
		case struck > 0:
			it.x = struck
		case it.fault != nil && i+1 < len(a.items) && a.items[i+1].time == it.time && a.items[i+1].mark != nil:
		case it.operations == nil:
			x += markIn
		default:
			x += operationIn
		}
	}
	a.width = x + marginRight
	return a
}

// struck is the place of the operation that a fault came down on, or 0.
func (a *axis) struck(i int) int {
	f := a.items[i].fault
	for n := i - 1; n >= max(0, i-8) && f != nil && f.From == a.items[i].step; n-- {
		if it := &a.items[n]; it.operations != nil && it.step < f.From && f.From <= it.last {
			return it.x + slant
		}
	}
	return 0
}

// add makes items of what is in the picture. Operations of one sort that one incarnation asks for in a row are one item.
func (a *axis) add(p *Picture) {
	newest := make([][]int, len(p.Lanes)) // the last item, by who asked and who was asked, counted from 1
	for i := range newest {
		newest[i] = make([]int, len(p.Lanes))
	}
	marks, faults := p.Marks, p.Faults
	for _, o := range p.Operations {
		for ; len(marks) > 0 && marks[0].Step < o.Step; marks = marks[1:] {
			clear(newest[marks[0].Lane])
		}
		for ; len(faults) > 0 && faults[0].From < o.Step; faults = faults[1:] {
			for _, lane := range newest {
				clear(lane)
			}
		}
		if i := newest[o.From][o.To] - 1; i >= 0 && a.items[i].takes(o) {
			a.items[i].operations = append(a.items[i].operations, o)
			a.items[i].last = max(a.items[i].last, o.Last)
			continue
		}
		if o.For != forOther {
			clear(newest[o.From])
		}
		a.items = append(a.items, item{
			step: o.Step, last: o.Last, time: o.Received, operations: []Operation{o}, keep: o.Key || o.isCut() || o.Fault > 0 || o.For == forAgain,
		})
		newest[o.From][o.To] = len(a.items)
	}
	for i := range p.Marks {
		m := &p.Marks[i]
		a.items = append(a.items, item{step: m.Step, last: m.Step, time: m.Time, mark: m, keep: true})
	}
	for i := range p.Faults {
		f := &p.Faults[i]
		a.items = append(a.items, item{step: f.From, last: f.From, time: f.Time, fault: f, keep: true})
		if f.Until > 0 {
			a.items = append(a.items, item{step: f.Until, last: f.Until, time: f.Over, fault: f, keep: true})
		}
	}
}

// thin leaves items out that are ordinary and far from what was found, until the rest can be drawn.
func (a *axis) thin(p *Picture) {
	if len(a.items) <= itemsMax {
		return
	}
	order := make([]int, len(a.items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(a.distance(p, x), a.distance(p, y)) })
	chosen := order[:itemsMax]
	slices.Sort(chosen)
	var kept []item
	next := 0
	for _, i := range chosen {
		it := a.items[i]
		it.omitted = i - next
		kept, next = append(kept, it), i+1
	}
	a.items = kept
}

// distance is how far an item is from what is worth showing, in steps.
func (a *axis) distance(p *Picture, i int) uint64 {
	least := uint64(math.MaxUint64)
	for _, f := range p.Found[:min(evidenceMax, len(p.Found))] {
		least = min(least, max(f.Step, a.items[i].step)-min(f.Step, a.items[i].step))
	}
	if a.items[i].keep {
		return least / 16
	}
	return least
}

// stretch is how wide a virtual time is drawn in which nothing happens: what is short and what is long can both be seen.
func stretch(ns int64) int {
	switch {
	case ns >= longTime:
		return breakIn
	case ns <= 1e6:
		return 0
	}
	return 5 * bits.Len64(uint64(ns/1e6)) / 2
}

// longTime is from when on a time without events is drawn as a break, with how long it was.
const longTime = 200e6

// at is the place of a step: of the newest item that began by then.
func (a *axis) at(step uint64) int {
	i := sort.Search(len(a.items), func(i int) bool { return a.items[i].step > step })
	if i == 0 {
		return marginLeft / 2
	}
	it := a.items[i-1]
	if it.operations != nil {
		return it.x + slant
	}
	return it.x
}

// slant is how far right a request arrives of where it was sent.
const slant = 7

// seconds prints virtual nanoseconds in seconds, to the microsecond.
func seconds(ns int64) string { return fmt.Sprintf("%d.%06d", ns/1e9, ns%1e9/1e3) }
