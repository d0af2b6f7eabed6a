package model

import (
	"slices"
	"strings"
)

// A Role is what a partition was to the misfortunes of the logs themselves: records deleted, compacted or cut off, a topic made anew. It is
// empty where no log met with any.
type Role string

// The roles of a partition.
const (
	StruckLog Role = "struck" // this log met with some
	OtherLog  Role = "other"  // another one did
)

// Fingerprint names what went wrong, so that two runs can be said to have the same anomaly: its kind and sub-kind, what the partition was to
// the misfortunes of logs, whether the sink absorbed it, and, where the sub-kind is about what was in flight, how its owner had ended. Numbers
// of offsets, steps, partitions and incarnations, times, and how much was touched do not matter to it:
//
//	loss.commit-ahead after a kill
//	duplicate.replay of a struck log, absorbed, after a stop
func (a Anomaly) Fingerprint() string {
	var b strings.Builder
	b.WriteString(string(a.Sub))
	if a.Kind != "" && !strings.HasPrefix(string(a.Sub), string(a.Kind)+".") {
		b.WriteString(" (" + string(a.Kind) + ")")
	}
	switch a.Role {
	case StruckLog:
		b.WriteString(" of a struck log")
	case OtherLog:
		b.WriteString(" of a log beside a struck one")
	}
	if a.Absorbed {
		b.WriteString(", absorbed,")
	}
	if cause := a.cause(); cause != "" {
		b.WriteString(" after " + cause)
	}
	if a.Unexplained {
		b.WriteString(", unexplained")
	}
	return strings.TrimSuffix(b.String(), ",")
}

// inFlight are the sub-kinds about records that were in flight when their owner ended.
var inFlight = []Sub{
	LossCommitAhead, LossExcess, DuplicateReplay, DuplicateExcess, DuplicateReset, DuplicateBehind,
}

// cause is how the owner of what was in flight had ended, as far as the evidence tells. A power loss is a kill that takes more.
func (a Anomaly) cause() string {
	if !slices.Contains(inFlight, a.Sub) {
		return ""
	}
	cause := ""
	for _, e := range a.Evidence {
		if a.Kind == Loss && e.Proc != a.Incarnation || a.Kind == Duplicate && e.Seq >= a.Step {
			continue
		}
		switch e.Name {
		case "proc.crash", "proc.kill", "proc.power_loss":
			cause = "a kill"
		case "proc.exit":
			if cause = "a stop"; e.Int("code") != 0 {
				cause = "an error"
			}
		}
	}
	return cause
}

// role is what the inspected log was to what befell logs.
func (in *inspection) role() Role {
	if in.log.struck() {
		return StruckLog
	}
	if slices.ContainsFunc(in.h.Logs, (*Log).struck) {
		return OtherLog
	}
	return ""
}

// struck reports whether the log itself met with a misfortune.
func (l *Log) struck() bool { return l.shrunk || l.gone >= 0 || l.former != nil }
