package model

import "strings"

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

// A Permission is a row of the table of what a guarantee permits.
type Permission struct {
	Guarantee Guarantee // "" for every guarantee
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
	{"", "loss.excused.", false, "the cause is in the trace", nil},
	{"", string(RegressionRestored), false, "none: what is handled again is judged as a duplicate", nil},
	{"", string(RegressionPowerLoss), false, "none: what is handled again is judged as a duplicate", nil},
	{"", string(DuplicateProduced), false, "one effect for each append", nil},
	{"", string(DuplicateOperator), false, "the records that the operator went back over", nil},
	{"", string(ZombieOutput), false, "none: what it duplicates is judged as a duplicate", stalls},
	{"", string(ZombieCommit), false, "none: an offset that goes back or ahead is judged as such", stalls},
	{AtMostOnce, "commit-ahead.unapplied", false, "none: what it loses is judged as a loss", nil},
	{AtMostOnce, string(LossCommitAhead), false, "one batch for each partition and incarnation that died", Classes},
	{AtLeastOnce, string(DuplicateReplay), false, "one batch for each partition and incarnation that died, from the stored offset on", Classes},
	{AtLeastOnce, string(DuplicateOverlap), false, "one batch for each partition and takeover, from the stored offset on", Classes},
	{AtLeastOnce, string(DuplicateSinkRetry), false, "one batch for each partition and attempt, from the stored offset on", stalls},
	{AtLeastOnce, string(DuplicateZombie), false, "one batch for each partition and superseded incarnation", stalls},
	{ExactlyOnce, "duplicate.", true, "no visible effect", nil},
}

// permits reports whether the promise allows an anomaly of a history, and whether it would if something had gone wrong before that
// explains it.
func (p Promise) permits(h *History, a *Anomaly) (permitted, unexplained bool) {
	switch {
	case a.Kind == Order && p.Unordered:
		return true, false
	case a.Kind == Zombie && p.Fenced:
		return false, false
	case a.Sub == StuckCrashLoop && p.Stops:
		return true, false
	}
	for _, row := range Permissions {
		matches := row.Sub == string(a.Sub) || strings.HasSuffix(row.Sub, ".") && strings.HasPrefix(string(a.Sub), row.Sub)
		if !matches || row.Guarantee != "" && row.Guarantee != p.Guarantee || row.Absorbed && !a.Absorbed {
			continue
		}
		if row.Classes == nil || h.explains(row.Classes, a) {
			return true, false
		}
		unexplained = true
	}
	return false, unexplained
}
