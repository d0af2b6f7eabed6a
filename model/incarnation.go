package model

import (
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// A Fate is how an incarnation ended.
type Fate uint8

const (
	Running Fate = iota // it had not ended when the trace did
	Exited              // it returned or called os.Exit
	Killed              // the world or a fault of its own took it down
)

// An Incarnation is one life of a process, from its start to its end. Positions are those of History.Events, -1 where there is none.
type Incarnation struct {
	ID      string // "consumer#2"
	Process string // "consumer"
	Number  int    // 2
	Image   string
	Start   int
	End     int
	Fate    Fate
	Code    int64  // Exited: the exit code
	Cause   string // Killed: as the world gave it
	LastAct int    // the last thing a service saw of it before its end
	Pauses  []Pause
}

// A Pause is a time during which an incarnation was not scheduled; Until is -1 if it never went on.
type Pause struct{ From, Until int }

// Stopped reports whether the newest incarnation of a process ended by itself and with an error, so that nobody is there to
// go on.
func (h *History) Stopped(process string) bool {
	for _, in := range slices.Backward(h.Incarnations) {
		if in.Process == process {
			return in.Fate == Exited && in.Code != 0
		}
	}
	return false
}

// Clean reports whether the incarnation ended before the event and by its own will, with exit code 0.
func (in *Incarnation) Clean(event int) bool {
	return in.Fate == Exited && in.Code == 0 && in.End < event
}

// failed reports whether the incarnation ended, and not because it wanted to.
func (in *Incarnation) failed() bool { return in.End >= 0 && (in.Fate != Exited || in.Code != 0) }

// Ended reports whether the incarnation had ended before the event.
func (in *Incarnation) Ended(event int) bool { return in.End >= 0 && in.End < event }

// Paused reports whether the incarnation was paused at the event.
func (in *Incarnation) Paused(event int) bool {
	for _, p := range in.Pauses {
		if p.From < event && (p.Until < 0 || p.Until > event) {
			return true
		}
	}
	return false
}

func newIncarnation(id string) Incarnation {
	in := Incarnation{ID: id, Process: id, Start: -1, End: -1, LastAct: -1}
	if name, number, ok := strings.Cut(id, "#"); ok {
		in.Process = name
		in.Number, _ = strconv.Atoi(number) // an id of another form is its own process
	}
	return in
}

// live applies a lifecycle event to the incarnation.
func (in *Incarnation) live(i int, e trace.Event) {
	switch e.Name {
	case "proc.start":
		in.Start, in.Image = i, e.Str("image")
	case "proc.exit":
		in.End, in.Fate, in.Code = i, Exited, e.Int("code")
	case "proc.crash", "proc.kill", "proc.power_loss":
		in.End, in.Fate, in.Cause = i, Killed, e.Str("cause")
	case "proc.pause":
		in.Pauses = append(in.Pauses, Pause{From: i, Until: -1})
	case "proc.resume":
		if n := len(in.Pauses); n > 0 {
			in.Pauses[n-1].Until = i
		}
	}
}
