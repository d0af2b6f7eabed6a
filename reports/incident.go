package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// incident is what an event means for the story, or "" where it is part of the ordinary course of things.
func (t *teller) incident(e trace.Event) string {
	switch e.Name {
	case "fault.begin":
		text := fmt.Sprintf("fault %d strikes", e.Int("fault"))
		if victim := e.Str("victim"); victim != "" {
			text += " " + victim
		}
		return text + ": " + e.Str("what")
	case "fault.end":
		i := int(e.Int("fault")) - 1
		if list := t.outcome.Case.Schedule.Faults; i < 0 || i >= len(list) || list[i].For == 0 {
			return "" // it was over at once
		}
		return fmt.Sprintf("fault %d is over", e.Int("fault"))
	case "zookeeper.session":
		if e.Str("kind") == "expire" {
			return "ZooKeeper expires the session of " + cmp.Or(e.Str("client"), "a client that is gone")
		}
	case "zookeeper.control", "kafka.control":
		if problem := e.Str("error"); problem != "" {
			service, _, _ := strings.Cut(e.Name, ".")
			return fmt.Sprintf("%s refuses what fault %d asks of it: %s", service, e.Int("id"), problem)
		}
	case "kafka.delete_records":
		return fmt.Sprintf("Kafka deletes %s/%d below %d", e.Str("topic"), e.Int("partition"), e.Int("offset"))
	case "kafka.transaction_aborted":
		return fmt.Sprintf("Kafka aborts the open transaction of %s, by %s", e.Str("client"), e.Str("by"))
	}
	if who := t.h.Incarnation(e.Proc); who != nil && !slices.Contains(t.setting, who.Image) {
		return t.life(e)
	}
	return ""
}

// life is what an event means for the incarnation that it is of.
func (t *teller) life(e trace.Event) string {
	switch e.Name {
	case "proc.start":
		return strings.Join(slices.DeleteFunc([]string{e.Proc, "starts:", e.Str("image"), e.Str("version"), t.difference(e.Proc)}, isEmpty), " ")
	case "proc.exit":
		return fmt.Sprintf("%s exits with code %d%s%s", e.Proc, e.Int("code"), t.reason(e), t.lastSeen(e))
	case "proc.output":
		if t.begun > 0 && e.Seq > t.begun && strings.Contains(e.Str("text"), `msg="a new group begins"`) {
			return e.Proc + " warns: a new group begins" // the first one is no news
		}
	case "proc.crash":
		return fmt.Sprintf("%s dies: %s%s", e.Proc, e.Str("cause"), t.lastSeen(e))
	case "proc.pause":
		return e.Proc + " is paused"
	case "proc.resume":
		return e.Proc + " goes on, and sees the world as it was"
	case "proc.signal":
		return e.Proc + " is asked to stop"
	case "proc.deadlock":
		return e.Proc + " is stuck: nothing that it waits for can come"
	}
	return ""
}

// lastSeen is the last that a service saw of an incarnation before it ended.
func (t *teller) lastSeen(e trace.Event) string {
	who := t.h.Incarnation(e.Proc)
	if who.LastAct < 0 {
		return ""
	}
	last := t.h.Events[who.LastAct]
	text := last.Name
	if stage := last.Str("stage"); stage != "" {
		text += " " + stage
	}
	return fmt.Sprintf("; last seen of it: %s (step %d)", text, last.Seq)
}
