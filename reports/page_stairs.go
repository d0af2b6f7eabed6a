package reports

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/model"
)

// stair draws the offsets of a partition: where its log ended, what was stored, what was written, and what is wrong.
func (s *scene) stair(l LogStory, top int) {
	low, high := l.span(s.Found)
	y := func(offset int64) int {
		return top + stairHigh - int(stairHigh*(offset-low)/max(1, high-low))
	}
	s.names.words("name", 8, top+12, l.Name)
	s.names.words("version", 8, top+26, "offsets over time")
	s.names.words("tick", namesWide-6, top+9, text(int(high)))
	s.names.words("tick", namesWide-6, top+stairHigh, text(int(low)))
	seen := map[string]bool{}
	for _, f := range s.Found {
		key := fmt.Sprint(f.Kind, f.From, f.Until)
		if f.Log != l.Name || f.Until <= f.From || seen[key] || f.Kind != model.Loss && f.Kind != model.Duplicate || f.Permitted && f.Absorbed {
			continue
		}
		seen[key] = true
		s.plot.open("g")
		s.plot.title(fmt.Sprintf("%s of %s [%d,%d)", f.Kind, l.Name, f.From, f.Until))
		s.plot.rect("range "+string(f.Kind), 0, y(f.Until), s.axis.width, y(f.From)-y(f.Until))
		s.plot.close("g")
	}
	for _, w := range l.Writes {
		s.plot.open("g", "class", "event wrote "+w.For)
		s.plot.title(fmt.Sprintf("step %d: %s writes %s %s", w.Step, w.Who, l.Name, rangeOf(w)))
		s.plot.rect("bar", s.axis.at(w.Step)-4, y(w.Until), 8, y(w.From)-y(w.Until))
		s.plot.close("g")
	}
	s.steps("line ends", l.Ends, y)
	s.steps("line stored", l.Stored, y)
}

// rangeOf is the offsets of a write, both ends among them.
func rangeOf(w Write) string {
	if w.Until-w.From == 1 {
		return fmt.Sprint(w.From)
	}
	return fmt.Sprintf("%d..%d", w.From, w.Until-1)
}

// span is the offsets that are worth a place: what was stored, written or found.
func (l LogStory) span(found []Found) (low, high int64) {
	low, high = -1, 0
	hold := func(from, until int64) {
		if low < 0 || from < low {
			low = max(0, from)
		}
		high = max(high, until)
	}
	for _, p := range l.Ends {
		hold(p.Value, p.Value)
	}
	for _, p := range l.Stored {
		hold(max(0, p.Value), p.Value)
	}
	for _, w := range l.Writes {
		hold(w.From, w.Until)
	}
	for _, f := range found {
		if f.Log == l.Name {
			hold(f.From, f.Until)
		}
	}
	return max(0, low), high
}

// steps draws a value that stays until it changes. It is a path, which zooming stretches.
func (s *scene) steps(class string, points []Point, y func(int64) int) {
	if len(points) == 0 {
		return
	}
	var d strings.Builder
	for i, p := range points {
		form := "H%sV%s"
		if i == 0 {
			form = "M%s %s"
		}
		fmt.Fprintf(&d, form, text(s.axis.at(p.Step)), text(y(max(0, p.Value))))
	}
	fmt.Fprintf(&d, "H%s", text(s.axis.width-marginRight/2))
	s.plot.empty("path", "class", class, "d", d.String())
}
