package reports

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// A counterexample is a group as the template reads it.
type counterexample struct {
	Group
	ID       string
	Title    string // what happened, in the words of people
	Name     string // of the case that is shown
	Why      []string
	Faults   []string
	Knocked  []scenarios.Knockout
	Replay   string
	Others   []string // the cases that are not shown, by scenario
	Picture  *Picture
	Space    *Space
	Ledgers  []LedgerBar
	Grid     *Grid
	Differs  bool // the picture is of another build than the result
	Perfetto string
	Open     bool
	Standing string
}

// whyMax is how many findings of the case are told in words.
const whyMax = 3

// titles are the kinds of anomalies in the words of people.
var titles = map[model.Kind]string{
	model.Loss: "Records were lost", model.Duplicate: "Results were written twice", model.CommitAhead: "An offset was stored before its results were written",
	model.OffsetRegression: "The stored offset went back", model.Order: "Results came in the wrong order", model.Stuck: "The consumer got stuck",
	model.Zombie: "A superseded process still wrote", model.SilentLoss: "Records vanished, and nobody said so",
	model.FalseAlarm: "A loss was reported that was none", model.TornCommit: "A batch was stored in part",
	model.AbortedRead: "Records of aborted transactions were handled",
}

func (p Page) counterexample(n int, g Group) counterexample {
	c := g.Smallest
	v := counterexample{Group: g, ID: fmt.Sprintf("example-%d", n+1), Title: title(c), Open: n == 0, Standing: "not as promised"}
	if g.Foretold {
		v.Standing = "predicted"
	}
	v.Name = fmt.Sprintf("case %d of %s", c.Case.Index, c.Scenario)
	hash, schedule := c.Hash, c.Case.Schedule
	v.Replay = "onceover replay " + p.named(replayName(c, g.Foretold))
	if s := g.small(p.Small); s != nil {
		v.Name += ", made small"
		v.Replay, v.Knocked = "onceover replay "+p.named(s.Name), s.Replay.Knockouts
		hash, schedule = s.Replay.Hash, s.Replay.Case.Schedule
	} else if c.Error != "" {
		v.Replay = only(p.Result, c)
	}
	for _, f := range schedule.Faults {
		v.Faults = append(v.Faults, f.String())
	}
	v.draw(p, hash)
	v.tell(c)
	v.others()
	return v
}

// title is what the gravest anomaly of a case is called.
func title(c scenarios.CaseReport) string {
	if c.Error != "" {
		return "The harness failed"
	}
	anomalies := slices.Clone(c.Anomalies)
	slices.SortStableFunc(anomalies, func(a, b model.Anomaly) int { return gravity(b) - gravity(a) })
	if len(anomalies) > 0 && titles[anomalies[0].Kind] != "" {
		return titles[anomalies[0].Kind]
	}
	return "Something else was wrong"
}

// draw adds the diagrams, where there is a picture of the case.
func (v *counterexample) draw(page Page, hash string) {
	c, pictures := v.Smallest, page.Pictures
	i := slices.IndexFunc(pictures, func(p Picture) bool { return p.Scenario == c.Scenario && p.Case == c.Case.Index && p.Hash == hash })
	if i < 0 {
		i = slices.IndexFunc(pictures, func(p Picture) bool { return p.Scenario == c.Scenario && p.Case == c.Case.Index })
		v.Differs = i >= 0
	}
	if i < 0 {
		return
	}
	v.Picture = &pictures[i]
	space := newSpace(v.Picture)
	v.Space, v.Ledgers, v.Grid = &space, ledgerBars(v.Picture), newGrid(v.Picture)
	v.Perfetto = path.Join(page.Traces, v.Picture.TraceName())
}

// tell says why it came about: the first finding of each sort, the gravest first.
func (v *counterexample) tell(c scenarios.CaseReport) {
	if c.Error != "" {
		v.Why = []string{c.Error}
		return
	}
	anomalies := slices.Clone(c.Anomalies)
	slices.SortStableFunc(anomalies, func(a, b model.Anomaly) int { return gravity(b) - gravity(a) })
	var seen []string
	for _, a := range anomalies {
		if name := a.Fingerprint(); !slices.Contains(seen, name) && len(v.Why) < whyMax {
			seen = append(seen, name)
			v.Why = append(v.Why, a.Explain+alike(anomalies, a))
		}
	}
	v.Why = append(v.Why, c.Notes[:min(whyMax, len(c.Notes))]...)
}

// alike says where else in a case the same was found.
func alike(all []model.Anomaly, one model.Anomaly) string {
	var logs []string
	n := 0
	for _, a := range all {
		if a.Fingerprint() != one.Fingerprint() {
			continue
		}
		n++
		if name := logName(a.Topic, a.Partition); name != logName(one.Topic, one.Partition) && !slices.Contains(logs, name) {
			logs = append(logs, name)
		}
	}
	switch {
	case n == 1:
		return ""
	case len(logs) == n-1 && len(logs) <= whyMax:
		return fmt.Sprintf(" The same befell %s.", strings.Join(logs, " and "))
	}
	return fmt.Sprintf(" The same was found %d more times.", n-1)
}

// othersMax is how many cases of a scenario are named; the JSON report has all of them.
const othersMax = 200

// others names the cases that are not shown.
func (v *counterexample) others() {
	for _, of := range v.Cases {
		var names []string
		for _, index := range of.Indices {
			if of.Scenario != v.Smallest.Scenario || index != v.Smallest.Case.Index {
				names = append(names, text(index))
			}
		}
		if len(names) == 0 {
			continue
		}
		line := of.Scenario + ": " + strings.Join(names[:min(othersMax, len(names))], ", ")
		if more := len(names) - othersMax; more > 0 {
			line += fmt.Sprintf(" and %d more", more)
		}
		v.Others = append(v.Others, line)
	}
}
