package reports

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"unicode/utf8"

	"github.com/onceover/onceover/model"
)

// A Grid is the records around an anomaly in order of their offsets, and line by line what was done to them.
type Grid struct {
	Name string
	Plot template.HTML
}

// Measures of a grid.
const (
	cell       = 15
	gridBeside = 6  // offsets on either side of the anomaly
	gridWide   = 64 // offsets at most
	gridHigh   = 36 // lines at most
	gridLetter = 6  // what a character of a line's words takes
)

// A gridLine is a write, a stored offset, or something that happened to an incarnation.
type gridLine struct {
	step  uint64
	words string
	write *Write
	store *Point
	mark  string
}

// newGrid draws the surroundings of what is gravest in a picture; nil where no record is touched.
func newGrid(p *Picture) *Grid {
	at := slices.IndexFunc(p.Found, func(f Found) bool {
		return f.Until > f.From && slices.ContainsFunc(p.Logs, func(l LogStory) bool { return l.Name == f.Log })
	})
	if at < 0 {
		return nil
	}
	f := p.Found[at]
	l := p.Logs[slices.IndexFunc(p.Logs, func(l LogStory) bool { return l.Name == f.Log })]
	first, until := max(0, f.From-gridBeside), f.Until+gridBeside
	if len(l.Ends) > 0 {
		until = min(until, max(l.Ends[len(l.Ends)-1].Value, f.Until))
	}
	until = min(until, first+gridWide)
	return &Grid{Name: l.Name, Plot: drawGrid(p, l, f, first, until)}
}

// gridLines are what touches the offsets, and the ends of incarnations between, in order.
func gridLines(p *Picture, l LogStory, first, until int64) (lines []gridLine) {
	for i, w := range l.Writes {
		if w.From < until && w.Until > first {
			lines = append(lines, gridLine{step: w.Step, words: w.Who + " writes", write: &l.Writes[i]})
		}
	}
	for i, s := range l.Stored {
		if s.Value >= first && s.Value <= until {
			lines = append(lines, gridLine{step: s.Step, words: fmt.Sprintf("stored: %d", s.Value), store: &l.Stored[i]})
		}
	}
	for _, m := range p.Marks {
		if m.Kind == "crash" || m.Kind == "exit" || m.Kind == "start" || m.Kind == "pause" || m.Kind == "resume" {
			lines = append(lines, gridLine{step: m.Step, words: p.Lanes[m.Lane].ID + gridVerb[m.Kind], mark: m.Kind})
		}
	}
	slices.SortStableFunc(lines, func(a, b gridLine) int { return cmp.Compare(a.step, b.step) })
	if len(lines) > gridHigh {
		lines = append(lines[:gridHigh:gridHigh], gridLine{words: fmt.Sprintf("and %d more lines", len(lines)-gridHigh)})
	}
	return lines
}

// visibleEffects are what the last line counts.
const visibleEffects = "visible effects"

var gridVerb = map[string]string{"crash": " dies", "exit": " exits", "start": " starts", "pause": " pauses", "resume": " goes on"}

func drawGrid(p *Picture, l LogStory, f Found, first, until int64) template.HTML {
	lines := gridLines(p, l, first, until)
	names := gridLetter * len(visibleEffects)
	for _, line := range lines {
		names = max(names, gridLetter*utf8.RuneCountInString(line.words))
	}
	names += 16
	width, height := names+int(until-first)*cell+10, (len(lines)+2)*cell+12
	x := func(offset int64) int { return names + int(max(first, min(until, offset))-first)*cell }
	var d drawing
	d.open("svg", "class", "grid", "width", width, "height", height, "role", "img",
		"aria-label", fmt.Sprintf("What was done to offsets %d..%d of %s, in order of time", first, until-1, l.Name))
	class := "range " + string(f.Kind)
	d.rect(class, x(f.From), 0, x(f.Until)-x(f.From), height)
	for offset := first; offset < until; offset++ {
		if offset%5 == 0 || offset == f.From || until-first < 16 {
			d.words("offset", x(offset)+cell/2, 11, fmt.Sprint(offset))
		}
	}
	for n, line := range lines {
		d.gridRow(line, (n+1)*cell, x, first, until)
	}
	d.result(l, f, (len(lines)+1)*cell+6, x, first, until)
	d.close("svg")
	return d.html()
}

// gridRow draws one line.
func (d *drawing) gridRow(line gridLine, top int, x func(int64) int, first, until int64) {
	d.words("line "+line.mark, x(first)-8, top+11, line.words)
	switch {
	case line.write != nil:
		for offset := max(first, line.write.From); offset < min(until, line.write.Until); offset++ {
			d.rect("cell "+line.write.For, x(offset)+1, top+1, cell-2, cell-2)
		}
	case line.store != nil:
		d.rect("passed", x(first), top+cell/2-1, x(line.store.Value)-x(first), 2)
		d.sign("stored", "sign stored", x(line.store.Value), top+cell/2)
	case line.mark == "crash":
		d.rect("cutline", x(first), top+cell/2, x(until)-x(first), 1)
	}
}

// result is the last line: how often each record had a visible effect in the end.
func (d *drawing) result(l LogStory, f Found, top int, x func(int64) int, first, until int64) {
	d.words("line result", x(first)-8, top+11, visibleEffects)
	for offset := first; offset < until; offset++ {
		times := 0
		for _, w := range l.Writes {
			if offset >= w.From && offset < w.Until && w.For != forAbsorbed {
				times++
			}
		}
		class := "times"
		switch {
		case times == 0 && f.Kind == model.Loss && offset >= f.From && offset < f.Until:
			class += " lost"
		case times > 1:
			class += " twice"
		}
		d.words(class, x(offset)+cell/2, top+11, fmt.Sprint(times))
	}
}
