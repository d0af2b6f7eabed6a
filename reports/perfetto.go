package reports

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// TraceName is the name of the picture's trace as a file.
func (p Picture) TraceName() string {
	name := fmt.Sprintf("%s-%d", strings.ReplaceAll(p.Scenario, "/", "."), p.Case)
	if p.Minimal {
		name += ".minimal"
	}
	return name + ".trace.json"
}

// A traceEvent is an event in Chrome's trace-event format. Times are microseconds with three digits behind the point.
type traceEvent struct {
	Phase string         `json:"ph"`
	Name  string         `json:"name"`
	Cat   string         `json:"cat,omitempty"`
	Pid   int            `json:"pid"`
	Tid   int            `json:"tid"`
	Ts    json.Number    `json:"ts"`
	Dur   json.Number    `json:"dur,omitempty"`
	ID    int            `json:"id,omitempty"`
	Bind  string         `json:"bp,omitempty"`
	Scope string         `json:"s,omitempty"`
	Args  map[string]any `json:"args,omitempty"` // encoding/json writes it in order of keys
}

// shortest is how long an operation is drawn at least, in nanoseconds: in virtual time most take none.
const shortest = 1000

// Perfetto is the picture as a trace in Chrome's trace-event JSON, which Perfetto and chrome://tracing open: a process for each
// incarnation and each service, a slice for each operation on either side, arrows from request to answer, and an instant event
// for each fault and for what happened to an incarnation.
func (p Picture) Perfetto() ([]byte, error) {
	t := tracer{p: p, busy: map[[2]int][]int64{}}
	for i, l := range p.Lanes {
		name := l.ID
		if l.Version != "" {
			name += " (" + l.Version + ")"
		}
		t.meta(i, 0, "process_name", map[string]any{"name": name})
		t.meta(i, 0, "process_sort_index", map[string]any{"sort_index": i})
		t.meta(i, 0, "thread_name", map[string]any{"name": "life"})
	}
	for i, o := range p.Operations {
		t.operation(i, o)
	}
	for _, m := range p.Marks {
		t.events = append(t.events, traceEvent{Phase: "i", Name: m.Text, Cat: m.Kind, Pid: m.Lane + 1, Ts: micros(m.Time), Scope: "p"})
	}
	for _, f := range p.Faults {
		t.events = append(t.events, traceEvent{Phase: "i", Name: fmt.Sprintf("fault %d: %s", f.Number, f.Text), Cat: "fault", Pid: 1, Ts: micros(f.Time), Scope: "g"})
	}
	b, err := json.Marshal(map[string]any{
		"traceEvents": t.events, "displayTimeUnit": "ms", "otherData": map[string]any{"scenario": p.Scenario, "case": p.Case, "hash": p.Hash, "remarks": p.Remarks},
	})
	if err != nil {
		return nil, fmt.Errorf("encode trace of case %d of %s: %w", p.Case, p.Scenario, err)
	}
	return append(b, '\n'), nil
}

// A tracer makes the events of a trace.
type tracer struct {
	p      Picture
	events []traceEvent
	busy   map[[2]int][]int64 // until when each track is taken, by whose it is and for whom
}

func micros(ns int64) json.Number { return json.Number(fmt.Sprintf("%d.%03d", ns/1e3, ns%1e3)) }

func (t *tracer) meta(lane, track int, name string, args map[string]any) {
	t.events = append(t.events, traceEvent{Phase: "M", Name: name, Pid: lane + 1, Tid: track, Ts: micros(0), Args: args})
}

// operation draws a slice at the client and one at the service, and the arrows between.
func (t *tracer) operation(n int, o Operation) {
	end := max(o.Received, o.Applied, o.Answered)
	from, to := o.Received, max(end, o.Received+shortest)
	args := map[string]any{"step": o.Step, "state": o.state()}
	for key, value := range map[string]string{"detail": o.Detail, "does": o.Does} { //tidy:unordered two keys
		if value != "" {
			args[key] = value
		}
	}
	client, server := t.track(o.From, o.To, from, to), 0
	t.slice(o.From, client, o, from, to, args)
	if o.From == o.To {
		return
	}
	server = t.track(o.To, o.From, from, to)
	t.slice(o.To, server, o, from, to, args)
	t.flow(2*n+1, o.From, client, o.To, server, from)
	if !o.isCut() {
		t.flow(2*n+2, o.To, server, o.From, client, to-shortest/10) // within both slices
	}
}

func (t *tracer) slice(lane, track int, o Operation, from, to int64, args map[string]any) {
	t.events = append(t.events, traceEvent{Phase: "X", Name: o.Op, Cat: o.For, Pid: lane + 1, Tid: track, Ts: micros(from), Dur: micros(to - from), Args: args})
}

// flow is an arrow between two slices.
func (t *tracer) flow(id, lane, track, toLane, toTrack int, ns int64) {
	t.events = append(t.events,
		traceEvent{Phase: "s", Name: "message", Cat: "flow", Pid: lane + 1, Tid: track, Ts: micros(ns), ID: id},
		traceEvent{Phase: "f", Name: "message", Cat: "flow", Pid: toLane + 1, Tid: toTrack, Ts: micros(ns), ID: id, Bind: "e"})
}

// track is one of a lane on which nothing lies at that time: slices of one track may not overlap.
func (t *tracer) track(lane, other int, from, to int64) int {
	key := [2]int{lane, other}
	i := slices.IndexFunc(t.busy[key], func(until int64) bool { return until <= from })
	if i < 0 {
		i = len(t.busy[key])
		t.busy[key] = append(t.busy[key], 0)
		t.meta(lane, tracksMax*(other+1)+i, "thread_name", map[string]any{"name": "with " + t.p.Lanes[other].ID})
	}
	t.busy[key][i] = to
	return tracksMax*(other+1) + i
}

// tracksMax is more than what one incarnation asks of one service at a time.
const tracksMax = 1000
