package reports

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// killed is a mutant of which two of three cases show what is foretold.
func killed() Kill {
	m := scenarios.Mutant{Number: 1, Origin: "somebody", Scenario: scenarios.Scenario{
		Name: "broken-thing", Summary: "does a thing", Broken: &scenarios.Broken{Foretold: model.Prediction{Subs: []model.Sub{model.LossSkip}}},
	}}
	lost := []model.Anomaly{{Kind: model.Loss}, {Kind: model.Loss}, {Kind: model.CommitAhead}}
	var cases []scenarios.CaseReport
	for i, shown := range []bool{false, true, true} {
		c := scenarios.CaseReport{Scenario: "broken-thing", Case: scenarios.Case{Index: i}, Good: true, Shown: shown}
		if shown {
			c.Anomalies = lost
		}
		cases = append([]scenarios.CaseReport{c}, cases...)
	}
	return NewKill(m, cases)
}

// A matrix has a column for each checker that fired, a row for each mutant, and says which was found when.
func TestKills(t *testing.T) {
	k := Kills{Seed: 1, Cases: 3, Kills: []Kill{killed()}}
	k.Kills[0].Smallest = &Smallest{Fingerprint: "loss.skip", Faults: 2, Schedule: "1. crash\n2. crash\n"}
	want := "   mutant  loss  commit-ahead  shown  after  faults  verdict\n1  thing   2     2             2/3    2      2       killed\n"
	if got := string(k.Text()); got != want || !k.Killed() {
		t.Errorf("killed %t, text:\n%swant:\n%s", k.Killed(), got, want)
	}
	page := string(k.Markdown())
	for _, part := range []string{
		"| 1 | thing | 2 | 2 | 2/3 | 2 | 2 | killed |\n", "## 1. thing\n\nIt does a thing.\n", "- Origin: somebody\n", "`loss.skip`; where: anywhere",
		"      1. crash\n      2. crash\n",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q:\n%s", part, page)
		}
	}
	text, err := k.JSON()
	var again Kills
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	if err != nil || again.Kills[0].First != 1 || again.Kills[0].Fired[model.Loss] != 2 {
		t.Errorf("read again: %+v, error %v", again, err)
	}
}

// A mutant is killed by a small case only, where one was to be made small.
func TestKillsThatStayLarge(t *testing.T) {
	for n, want := range map[int]scenarios.Standing{0: scenarios.AsPromised, 3: scenarios.AsPromised, 4: scenarios.Inconclusive} {
		m := killed()
		m.MadeSmall(Smallest{Fingerprint: "loss.skip", Faults: n})
		k := Kills{Kills: []Kill{killed(), m}}
		says := strings.Contains(string(k.Text()), "broken-thing: inconclusive: its smallest case takes 4 faults, more than 3\n")
		if m.Standing != want || k.Killed() != (n <= 3) || says != (n > 3) {
			t.Errorf("with %d faults: %s, killed %t:\n%s", n, m.Standing, k.Killed(), k.Text())
		}
	}
	m := killed()
	m.Standing, m.Why = scenarios.Anomalous, "of what came"
	if m.MadeSmall(Smallest{Faults: 4}); m.Standing != scenarios.Anomalous || m.Why != "of what came" {
		t.Errorf("%s: %s", m.Standing, m.Why)
	}
}

// A mutant that shows nothing, or something else, is not killed, and the text says why.
func TestKillsThatFail(t *testing.T) {
	for _, standing := range []scenarios.Standing{scenarios.Inconclusive, scenarios.Anomalous} {
		m := killed()
		m.Standing, m.Why, m.First = standing, "of what came", -1
		k := Kills{Kills: []Kill{killed(), m}}
		if k.Killed() || !strings.Contains(string(k.Text()), "broken-thing: "+string(standing)+": of what came\n") {
			t.Errorf("killed %t:\n%s", k.Killed(), k.Text())
		}
	}
}

// A mutant that was not made small does not count as killed, and a graver finding stays.
func TestNotMadeSmall(t *testing.T) {
	for _, c := range []struct{ was, why, want scenarios.Standing }{
		{scenarios.AsPromised, scenarios.Inconclusive, scenarios.Inconclusive},
		{scenarios.Anomalous, scenarios.Inconclusive, scenarios.Anomalous},
		{scenarios.Anomalous, scenarios.HarnessError, scenarios.HarnessError},
	} {
		k := Kill{Standing: c.was, Why: "something else", First: 3}
		if c.was == scenarios.AsPromised {
			k.Why = ""
		}
		k.NotMadeSmall(c.why, "lost")
		if k.Standing != c.want || !strings.HasSuffix(k.Why, "case 3 was not made small: lost") || (c.was == scenarios.Anomalous) != strings.HasPrefix(k.Why, "something else; ") {
			t.Errorf("%+v: %s, %s", c, k.Standing, k.Why)
		}
	}
}
