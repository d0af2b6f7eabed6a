package model

import (
	"slices"

	"github.com/onceover/onceover/sim/trace"
)

// A Class is a class of what befalls a consumer, as a trace shows it. Where none has befallen it there is no excuse for anything.
type Class string

// The classes; Meaning says what each is.
const (
	ByCrash    Class = "crash"
	ByStop     Class = "stop"
	ByNetwork  Class = "network"
	ByService  Class = "service"
	ByClock    Class = "clock"
	ByZombie   Class = "zombie"
	ByStorage  Class = "storage"
	ByOperator Class = "operator"
)

// Classes are all of them.
var Classes = []Class{ByCrash, ByStop, ByNetwork, ByService, ByClock, ByZombie, ByStorage, ByOperator}

// Meaning says what has befallen.
func (c Class) Meaning() string { return meanings[c] }

var meanings = map[Class]string{
	ByCrash:    "a process was killed, or its host lost power",
	ByStop:     "a process was asked to end",
	ByNetwork:  "connections were cut, refused, silent or one-way",
	ByService:  "a service failed, was late, lost answers, moved, or ended a session",
	ByClock:    "a wall clock jumped",
	ByZombie:   "a process was paused, or two of the consumer ran side by side",
	ByStorage:  "a log or a store is not as it was",
	ByOperator: "an operator did something",
}

// FaultClasses are the classes of injected faults, by their kinds, as the events fault.begin of a trace name them.
var FaultClasses = map[string]Class{
	"crash": ByCrash, "power_loss": ByCrash, "stop": ByStop, "pause": ByZombie,
	"net_partition": ByNetwork, "net_stall": ByNetwork, "net_reset": ByNetwork, "net_refuse": ByNetwork,
	"fail": ByService, "drop": ByService, "delay": ByService, "half": ByService, "refuse": ByService, "slow": ByService,
	"session_expire": ByService, "connection_cut": ByService, "leader_change": ByService, "member_stop": ByService,
	"member_lag": ByService, "member_refuse": ByService, "leader_move": ByService, "broker_stop": ByService,
	"log_end_low": ByService, "fetch_short": ByService,
	"clock_back": ByClock, "clock_forward": ByClock,
	"data_rollback": ByStorage, "data_wipe": ByStorage, "records_delete": ByStorage, "partitions_add": ByStorage,
	"topic_recreate": ByStorage, "log_compact": ByStorage, "log_truncate": ByStorage,
	"data_set": ByOperator, "data_delete": ByOperator, "data_protect": ByOperator,
}

// befall notes the first event of each class.
func (b *builder) befall(e trace.Event) {
	var c Class
	step := e.Seq
	switch e.Name {
	case "fault.begin":
		if c = FaultClasses[e.Str("kind")]; b.h.unfelt(e) {
			return
		}
		if e.Has("since") { // a service was told before it answered, and what it did may be in between
			step = uint64(e.Int("since"))
		}
	case "proc.crash", "proc.kill", "proc.power_loss":
		c = ByCrash
	case "proc.signal":
		c = ByStop
	case "proc.pause":
		c = ByZombie
	case "kafka.delete_records", "kafka.compacted", "kafka.truncated":
		c = ByStorage
	case "proc.start":
		if b.h.Config.Operator(e.Proc) {
			c = ByOperator
		}
	}
	if c != "" {
		b.h.befalls(c, step)
	}
}

func (h *History) befalls(c Class, step uint64) {
	if first, known := h.befell[c]; !known || step < first {
		h.befell[c] = step
	}
}

// unfelt reports whether the trace says, where a fault ends, that nothing ever ran into it.
func (h *History) unfelt(begin trace.Event) bool {
	return slices.ContainsFunc(h.Events, func(e trace.Event) bool {
		return e.Name == "fault.end" && e.Int("fault") == begin.Int("fault") && e.Has("unfelt")
	})
}

// meet notes when two incarnations of the consumer first ran side by side.
func (h *History) meet() {
	until := -1 // the last end of those before, all in the order of their starts
	for _, in := range h.Incarnations {
		if !h.members[in.Process] || in.Start < 0 {
			continue
		}
		if in.Start < until {
			h.befalls(ByZombie, h.Events[in.Start].Seq)
			return
		}
		if until = max(until, in.End); in.End < 0 {
			until = len(h.Events)
		}
	}
}

// explains reports whether one of some classes had befallen when an anomaly came about. A loss comes about when the incarnation ends
// that had passed the records, and everything else at the step that shows it.
func (h *History) explains(classes []Class, a *Anomaly) bool {
	step := a.Step
	if a.Kind == Loss {
		if in := h.Incarnation(a.Incarnation); in != nil && in.End >= 0 {
			step = h.Events[in.End].Seq
		}
	}
	return slices.ContainsFunc(classes, func(c Class) bool {
		first, befell := h.befell[c]
		return befell && first <= step
	})
}
