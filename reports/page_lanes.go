package reports

import (
	"fmt"
	"slices"
	"strings"
)

// bands are the faults that last, behind everything, and the moments of the others.
func (s *scene) bands() {
	for _, f := range s.Faults {
		x := s.axis.at(f.From)
		if f.Until > f.From {
			s.plot.rect("band", x, 18, s.axis.at(f.Until)-x, s.height-18)
		}
		s.plot.line("strike", x, 18, x, s.height)
		s.plot.open("g", "class", "flag")
		s.plot.title(fmt.Sprintf("fault %d: %s", f.Number, f.Text))
		s.plot.empty("circle", "cx", x, "cy", 10, "r", 8)
		s.plot.words("number", x, 14, text(f.Number))
		s.plot.close("g")
	}
}

// lanes draws the lives of incarnations, and a line for each service.
func (s *scene) lanes() {
	for i, l := range s.Lanes {
		y := s.y(i)
		s.names.words("name", 8, y-1, l.ID)
		s.names.words("version", 8, y+12, laneNote(l))
		s.plot.line("rail", 0, y, s.axis.width, y)
		if l.Role != laneProcess {
			s.plot.line("service", 0, y, s.axis.width, y)
			continue
		}
		from, until := s.axis.at(l.Start), s.axis.width-marginRight/2
		if l.End > 0 {
			until = s.axis.at(l.End)
		}
		s.plot.rect("life "+versionClass(s.Lanes, l), from, y-4, until-from, 8)
		if l.Zombie > 0 {
			x := s.axis.at(l.Zombie)
			s.plot.rect("life zombie", x, y-4, until-x, 8)
		}
		for _, p := range l.Pauses {
			x, end := s.axis.at(p.From), until
			if p.Until > 0 {
				end = s.axis.at(p.Until)
			}
			s.plot.rect("pause", x, y-6, end-x, 12)
		}
	}
}

func laneNote(l Lane) string {
	switch {
	case l.Role == laneSource:
		return "brokers"
	case l.Version != "":
		return l.Version
	}
	return strings.TrimSpace(map[string]string{"zookeeper": "ensemble", "redis": "sink"}[l.ID])
}

// versionClass tells the builds of a program apart by their order.
func versionClass(lanes []Lane, of Lane) string {
	var seen []string
	for _, l := range lanes {
		if l.Role == laneProcess && !slices.Contains(seen, l.Version) {
			seen = append(seen, l.Version)
		}
	}
	return fmt.Sprintf("v%d", min(3, slices.Index(seen, of.Version)+1))
}

// gap says how long nothing happened before an item, and what is not drawn.
func (s *scene) gap(it *item, n int) {
	if n == 0 {
		return
	}
	before := &s.axis.items[n-1]
	middle := (it.x + before.x + operationIn/2) / 2
	if it.time-before.time >= longTime {
		s.plot.rect("break", middle-4, laneTop+4, 8, len(s.Lanes)*laneHigh-8)
		s.plot.words("time", middle, laneTop-2, "+"+brief(it.time-before.time))
	}
	if it.omitted > 0 {
		s.plot.words("omitted", middle, laneTop+10, fmt.Sprintf("%d not drawn", it.omitted))
	}
}

// brief is a time for a label.
func brief(ns int64) string {
	if ns >= 1e9 {
		return fmt.Sprintf("%d.%d s", ns/1e9, ns%1e9/1e8)
	}
	return fmt.Sprintf("%d ms", ns/1e6)
}
