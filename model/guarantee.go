package model

import (
	"cmp"
	"slices"
	"strings"
)

// A Guarantee is what a consumer promises about each record.
type Guarantee string

// The guarantees. Exactly once comes by effect, where a sink may absorb what is delivered again, and by delivery, where it may not.
const (
	AtMostOnce          Guarantee = "at-most-once"
	AtLeastOnce         Guarantee = "at-least-once"
	ExactlyOnce         Guarantee = "exactly-once"
	ExactlyOnceDelivery Guarantee = "exactly-once-delivery"
)

// A Promise is what a history is judged against.
type Promise struct {
	Guarantee Guarantee `json:"guarantee"`
	Unordered bool      `json:"unordered,omitempty"` // order within a partition is not promised
	Fenced    bool      `json:"fenced,omitempty"`    // a superseded incarnation must not get to write at all
	Stops     bool      `json:"stops,omitempty"`     // it may give up: to end with an error, life after life, is no anomaly
	Whole     bool      `json:"whole,omitempty"`     // the offsets of a batch are stored together, or none of them
}

// A Clause is what a promise may say beside its guarantee.
type Clause string

// The clauses that permissions depend on.
const (
	Unordered Clause = "unordered"  // order is not promised
	MayStop   Clause = "may stop"   // to give up is no anomaly
	NotFenced Clause = "not fenced" // a superseded incarnation may write what breaks nothing else
)

// A Permission is a row of the table of what a guarantee permits.
type Permission struct {
	Guarantee Guarantee // "" for every guarantee
	Clause    Clause    // that the promise must have; "" for none
	Sub       string    // a sub-kind, or a prefix of some that ends in a dot
	Absorbed  bool      // only where the sink absorbed it
	Bound     string    // the bound that the sub-kind's own definition checks
	Classes   []Class   // one of which must have befallen before; none where the sub-kind's own definition asks for its cause
}

// stalls are the classes after which one that lives may not know what became of a write, or whether it is still the owner.
var stalls = []Class{ByNetwork, ByService, ByClock, ByZombie, ByStorage, ByOperator}

// Permissions is the table of anomalies that are reported, and yet break no promise. Everything else does; and so does what a row permits
// where none of the row's classes had befallen: a consumer that nothing befell may not even repeat one record. What a sink absorbs is no
// sign of trouble: it may be its way to write, as where a file is replaced by a longer one.
var Permissions = []Permission{
	{"", "", "loss.excused.", false, "the cause is in the trace", nil},
	{"", "", string(RegressionRestored), false, "none: what is handled again is judged as a duplicate", nil},
	{"", "", string(RegressionPowerLoss), false, "none: what is handled again is judged as a duplicate", nil},
	{"", "", string(DuplicateProduced), false, "one effect for each append", nil},
	{"", "", string(DuplicateOperator), false, "the records that the operator went back over", nil},
	{"", Unordered, "order.", false, "none: how often each record has an effect is judged as ever", nil},
	{"", MayStop, string(StuckCrashLoop), false, "none: what is lost or handled again is judged as ever", nil},
	{"", NotFenced, string(ZombieOutput), false, "none: what it duplicates is judged as a duplicate", stalls},
	{"", NotFenced, string(ZombieCommit), false, "none: an offset that goes back or ahead is judged as such", stalls},
	{AtMostOnce, "", "commit-ahead.unapplied", false, "none: what it loses is judged as a loss", nil},
	{AtMostOnce, "", string(LossCommitAhead), false, "one batch for each partition and incarnation that died", Classes},
	{AtLeastOnce, "", string(DuplicateReplay), false, "one batch for each partition and incarnation that died, from the stored offset on", Classes},
	{AtLeastOnce, "", string(DuplicateOverlap), false, "one batch for each partition and takeover, from the stored offset on", Classes},
	{AtLeastOnce, "", string(DuplicateSinkRetry), false, "one batch for each partition and attempt, from the stored offset on", stalls},
	{AtLeastOnce, "", string(DuplicateZombie), false, "one batch for each partition and superseded incarnation", stalls},
	{ExactlyOnce, "", "duplicate.", true, "no visible effect", nil},
}

// Covers reports whether the row is about a sub-kind.
func (row Permission) Covers(s Sub) bool {
	return row.Sub == string(s) || strings.HasSuffix(row.Sub, ".") && strings.HasPrefix(string(s), row.Sub)
}

// Promise names the promises that the row is for: "any, not fenced".
func (row Permission) Promise() string {
	text := cmp.Or(string(row.Guarantee), "any")
	if row.Clause != "" {
		text += ", " + string(row.Clause)
	}
	return text
}

// What names what is permitted, with a star behind a prefix: "duplicate.*, absorbed".
func (row Permission) What() string {
	what := row.Sub
	if strings.HasSuffix(what, ".") {
		what += "*"
	}
	if row.Absorbed {
		what += ", absorbed"
	}
	return what
}

// After reports whether it is permitted when nothing but faults of a class has befallen; "" is for nothing at all.
func (row Permission) After(c Class) bool {
	return row.Classes == nil || slices.Contains(row.Classes, c)
}

// has reports whether the promise has a clause.
func (p Promise) has(c Clause) bool {
	switch c {
	case Unordered:
		return p.Unordered
	case MayStop:
		return p.Stops
	case NotFenced:
		return !p.Fenced
	}
	return true
}

// permits reports whether the promise allows an anomaly of a history, and whether it would if something had gone wrong before that
// explains it.
func (p Promise) permits(h *History, a *Anomaly) (permitted, unexplained bool) {
	for _, row := range Permissions {
		if !row.Covers(a.Sub) || !p.has(row.Clause) || row.Guarantee != "" && row.Guarantee != p.Guarantee || row.Absorbed && !a.Absorbed {
			continue
		}
		if row.Classes == nil || h.explains(row.Classes, a) {
			return true, false
		}
		unexplained = true
	}
	return false, unexplained
}
