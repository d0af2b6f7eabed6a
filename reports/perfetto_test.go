package reports

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"testing"
)

// A writtenEvent is an event as a reader of the format meets it: what is not there is nil.
type writtenEvent struct {
	Ph, Name, Cat, S, Bp *string
	Pid, Tid, ID         *int
	Ts, Dur              *json.Number
	Args                 map[string]any
}

// ns is a time of the format, which is in microseconds, in nanoseconds. It may not have less than one.
func ns(t *testing.T, n *json.Number) int64 {
	t.Helper()
	if n == nil {
		t.Fatal("a time is missing")
	}
	r, ok := new(big.Rat).SetString(n.String())
	if ok {
		r.Mul(r, big.NewRat(1000, 1))
	}
	if !ok || !r.IsInt() || r.Sign() < 0 {
		t.Fatalf("%s is no time in microseconds", n)
	}
	return r.Num().Int64()
}

// checkTrace holds a trace against the document "Trace Event Format", and against what Perfetto asks beyond it.
func checkTrace(t *testing.T, text []byte) (phases map[string]int) {
	t.Helper()
	var file struct {
		TraceEvents     []writtenEvent
		DisplayTimeUnit string
		OtherData       map[string]any
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if file.DisplayTimeUnit != "ms" && file.DisplayTimeUnit != "ns" {
		t.Errorf("displayTimeUnit %q", file.DisplayTimeUnit)
	}
	c := traceChecker{t: t, slices: map[track][]span{}, named: map[track]bool{}, used: map[track]bool{}, flows: map[int][]writtenEvent{}}
	phases = map[string]int{}
	for _, e := range file.TraceEvents {
		if e.Ph == nil || e.Name == nil || *e.Name == "" || e.Pid == nil || e.Tid == nil || *e.Pid < 1 || *e.Tid < 0 {
			t.Fatalf("no phase, name, process or thread: %+v", e)
		}
		phases[*e.Ph]++
		ns(t, e.Ts)
		c.event(e)
	}
	c.tracks()
	c.arrows()
	return phases
}

// A track is a thread of a process, and a span a slice of it.
type (
	track struct{ pid, tid int }
	span  struct{ from, to int64 }
)

func (e writtenEvent) track() track { return track{*e.Pid, *e.Tid} }

type traceChecker struct {
	t      *testing.T
	slices map[track][]span
	named  map[track]bool // tid -1 for the process
	used   map[track]bool
	flows  map[int][]writtenEvent
}

func (c traceChecker) event(e writtenEvent) {
	c.t.Helper()
	if *e.Ph != "X" && e.Dur != nil || *e.Ph != "i" && e.S != nil || *e.Ph != "f" && e.Bp != nil {
		c.t.Errorf("a field of another phase: %s %s", *e.Ph, *e.Name)
	}
	if *e.Ph != "M" {
		c.used[e.track()] = true
	}
	switch *e.Ph {
	case "X":
		from := ns(c.t, e.Ts)
		c.slices[e.track()] = append(c.slices[e.track()], span{from, from + ns(c.t, e.Dur)})
	case "i":
		if e.S == nil || !slices.Contains([]string{"g", "p", "t"}, *e.S) {
			c.t.Errorf("instant event %s has no scope", *e.Name)
		}
	case "s", "f":
		if e.ID == nil || e.Cat == nil || (*e.Ph == "f") != (e.Bp != nil && *e.Bp == "e") {
			c.t.Fatalf("a flow without its id, category or binding: %s", *e.Ph)
		}
		c.flows[*e.ID] = append(c.flows[*e.ID], e)
	case "M":
		c.metadata(e)
	default:
		c.t.Errorf("phase %q", *e.Ph)
	}
}

func (c traceChecker) metadata(e writtenEvent) {
	c.t.Helper()
	of, key := e.track(), "name"
	switch *e.Name {
	case "process_name":
		of.tid = -1
	case "process_sort_index":
		if _, ok := e.Args["sort_index"].(float64); !ok {
			c.t.Errorf("%s: %v", *e.Name, e.Args)
		}
		return
	case "thread_name":
	default:
		c.t.Errorf("metadata %q", *e.Name)
	}
	if name, ok := e.Args[key].(string); !ok || name == "" || c.named[of] {
		c.t.Errorf("%s of %v: %v, named before %v", *e.Name, of, e.Args, c.named[of])
	}
	c.named[of] = true
}

// tracks wants every track to have a name, and its slices to lie beside one another, or one in the other.
func (c traceChecker) tracks() {
	c.t.Helper()
	for of := range c.used {
		if !c.named[of] || !c.named[track{of.pid, -1}] {
			c.t.Errorf("track %v has no name", of)
		}
	}
	for of, list := range c.slices {
		slices.SortFunc(list, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
		var open []span
		for _, s := range list {
			for len(open) > 0 && open[len(open)-1].to <= s.from {
				open = open[:len(open)-1]
			}
			if len(open) > 0 && open[len(open)-1].to < s.to {
				c.t.Errorf("track %v: slices [%d,%d) and [%d,%d) overlap", of, open[len(open)-1].from, open[len(open)-1].to, s.from, s.to)
			}
			open = append(open, s)
		}
	}
}

// arrows wants each flow to have one start and one end, not before it, each within a slice of its track.
func (c traceChecker) arrows() {
	c.t.Helper()
	for id, ends := range c.flows {
		if len(ends) != 2 || *ends[0].Ph != "s" || *ends[1].Ph != "f" || *ends[0].Name != *ends[1].Name || *ends[0].Cat != *ends[1].Cat ||
			ns(c.t, ends[0].Ts) > ns(c.t, ends[1].Ts) || ends[0].track() == ends[1].track() {
			c.t.Errorf("flow %d: %+v", id, ends)
		}
		for _, e := range ends {
			at := ns(c.t, e.Ts)
			if !slices.ContainsFunc(c.slices[e.track()], func(s span) bool { return s.from <= at && at < s.to }) {
				c.t.Errorf("flow %d: no slice of track %v has its %s, at %d", id, e.track(), *e.Ph, at)
			}
		}
	}
}

func TestTraceIsOfItsFormat(t *testing.T) {
	picture, _ := examplePicture(t)
	busy := *picture
	busy.Operations = slices.Clone(picture.Operations)
	for _, o := range picture.Operations { // each has another one under way when it ends
		o.Received += shortest / 2
		if !o.isCut() {
			o.Answered += shortest / 2
		}
		busy.Operations = append(busy.Operations, o)
	}
	for _, p := range []Picture{*picture, busy} {
		text, err := p.Perfetto()
		if err != nil {
			t.Fatal(err)
		}
		phases := checkTrace(t, text)
		for _, phase := range []string{"X", "i", "s", "f", "M"} {
			if phases[phase] == 0 {
				t.Errorf("no event of phase %s", phase)
			}
		}
	}
}
