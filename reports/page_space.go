package reports

import (
	"fmt"
	"html/template"
	"slices"
)

// A Space is a space-time diagram with the stairs of offsets under it, on one axis: the names of its lanes, and what goes on in
// them, which a reader zooms and scrolls.
type Space struct {
	Names, Plot template.HTML
	Faults      []Band
	Remarks     []string
	About       string // for those who cannot see it
}

// Measures of the diagram, in pixels.
const (
	laneTop    = 34 // above the first lane: numbers of faults, times
	laneHigh   = 40
	namesWide  = 132
	stairHigh  = 104
	stairGap   = 34
	stairsMax  = 3
	labelAbove = 7
	dotWide    = 4
)

// A scene is a picture while it is drawn.
type scene struct {
	*Picture
	axis   *axis
	plot   drawing
	names  drawing
	height int
}

// newSpace draws a picture.
func newSpace(p *Picture) Space {
	logs := p.Logs[:min(stairsMax, len(p.Logs))]
	s := &scene{Picture: p, axis: newAxis(p)}
	s.height = laneTop + len(p.Lanes)*laneHigh + len(logs)*(stairHigh+stairGap) + 10
	s.names.open("svg", "class", "names", "width", namesWide, "height", s.height, "aria-hidden", "true")
	s.plot.open("svg", "class", "plot", "width", s.axis.width, "height", s.height, "role", "img", "data-width", s.axis.width)
	top := func(i int) int {
		return laneTop + len(p.Lanes)*laneHigh + i*(stairHigh+stairGap) + stairGap - 6
	}
	for i := range logs {
		s.plot.rect("field", 0, top(i), s.axis.width, stairHigh)
	}
	s.bands()
	s.lanes()
	for i := range s.axis.items {
		s.item(&s.axis.items[i], i)
	}
	for i, l := range logs {
		s.stair(l, top(i))
	}
	s.findings()
	s.plot.close("svg")
	s.names.close("svg")
	remarks := slices.Clone(p.Remarks)
	if n := len(p.Logs) - len(logs); n > 0 {
		remarks = append(remarks, fmt.Sprintf("%s not drawn", plural(n, "further partition")))
	}
	return Space{
		Names: s.names.html(), Plot: s.plot.html(), Faults: p.Faults, Remarks: remarks,
		About: fmt.Sprintf("Space-time diagram of case %d of %s: %s, %s drawn", p.Case, p.Scenario, plural(len(p.Lanes), "lane"), plural(len(s.axis.items), "event")),
	}
}

// y is the middle of a lane.
func (s *scene) y(lane int) int { return laneTop + lane*laneHigh + laneHigh/2 }

// item draws one thing. Each can be pointed at, and reached by the keys.
func (s *scene) item(it *item, n int) {
	s.gap(it, n)
	switch {
	case it.mark != nil:
		s.plot.open("g", "class", "event mark "+it.mark.Kind)
		s.plot.title(it.words(s.Picture))
		s.plot.sign(it.mark.Kind, "sign", it.x, s.y(it.mark.Lane))
		s.plot.close("g")
	case it.fault != nil:
		s.plot.open("g", "class", "event fault")
		s.plot.title(it.words(s.Picture))
		s.plot.rect("hit", it.x-4, 0, 8, laneTop)
		s.plot.close("g")
	default:
		s.arrow(it)
	}
}

// arrow draws operations: there, what it did, and back, or how far it came.
func (s *scene) arrow(it *item) {
	o := it.operations[0]
	from, to := s.y(o.From), s.y(o.To)
	class := "event op " + o.For
	if o.Key {
		class += " key"
	}
	if o.isCut() {
		class += " cut"
	}
	if o.Fault > 0 {
		class += " struck"
	}
	s.plot.open("g", "class", class)
	s.plot.title(it.words(s.Picture))
	if from != to {
		s.way(it, from, to)
	}
	if o.Applied >= 0 {
		s.plot.empty("circle", "class", "dot", "cx", it.x+slant, "cy", to, "r", dotWide)
	} else {
		s.plot.empty("circle", "class", "dot hollow", "cx", it.x+slant, "cy", to, "r", dotWide)
	}
	if label := it.label(); label != "" {
		s.plot.words("label", it.x+slant, to+labelSide(from, to), label)
	}
	s.plot.close("g")
}

// stub is how far from the service an arrow begins whose sender is dead, and an answer ends that nobody gets: short of any
// other lane.
const stub = laneHigh * 2 / 5

// way draws the request and the answer.
func (s *scene) way(it *item, from, to int) {
	o := it.operations[0]
	near := to + stub
	if from < to {
		near = to - stub
	}
	if end := s.Lanes[o.From].End; end > 0 && end < o.Step {
		s.plot.line("there", it.x+slant/2, near, it.x+slant, to)
	} else {
		s.plot.line("there", it.x, from, it.x+slant, to)
	}
	if o.isCut() {
		s.plot.line("back lost", it.x+slant, to, it.x+slant+slant/2, near)
		s.plot.sign("lost", "sign", it.x+slant+slant/2, near)
	} else {
		s.plot.line("back", it.x+slant, to, it.x+2*slant, from)
	}
}

// labelSide keeps a label off the arrow.
func labelSide(from, to int) int {
	if to > from {
		return 2*labelAbove + 1
	}
	return -labelAbove
}

// findings marks the steps at which the gravest was seen.
func (s *scene) findings() {
	seen := map[uint64]bool{}
	for _, f := range s.Found {
		if f.Permitted || seen[f.Step] || len(seen) == evidenceMax || f.Kind != s.Found[0].Kind {
			continue
		}
		seen[f.Step] = true
		x := s.axis.at(f.Step)
		s.plot.line("finding", x, 22, x, s.height)
		s.plot.sign("finding", "sign finding", x, 26)
	}
}
