package reports

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// Many anomalies are told as few: of a thousand cases, and of one case with a thousand.
func TestPageOfManyAnomalies(t *testing.T) {
	picture, c := examplePicture(t)
	var cases []scenarios.CaseReport
	for i := range 1000 {
		one := c
		one.Case.Index = i
		cases = append(cases, one)
	}
	row := scenarios.NewRow(catalogue[0], cases)
	many := caseOf(catalogue[1], 7, scenarios.CaseReport{Losses: 1000})
	for i := range 1000 {
		a := lost(i % 3)
		a.From, a.Until = int64(10*i), int64(10*i+5)
		many.Anomalies = append(many.Anomalies, a)
	}
	r := scenarios.Result{Rows: []scenarios.Row{row, scenarios.NewRow(catalogue[1], []scenarios.CaseReport{many})}}
	page := pageOf(t, Page{Result: r, Pictures: slices.Repeat([]Picture{*picture}, 12)})
	tags(t, page)
	if len(page) > 5e6/10 {
		t.Errorf("page has %d bytes", len(page))
	}
	if n := strings.Count(string(page), `class="example"`); n != 2 {
		t.Errorf("%d counterexamples, want one for each fingerprint", n)
	}
	if !strings.Contains(string(page), "and 799 more") || !strings.Contains(string(page), "1000 cases") {
		t.Error("the other cases are not counted")
	}
}

// A case with a thousand anomalies is drawn, and twelve of them fit into a page that opens at once.
func TestPageOfManyAnomaliesDrawn(t *testing.T) {
	const batches = 1000
	lines := []string{fmt.Sprintf("append orders/0 0..%d", 10*batches-1), "start consumer#1 direct v1"}
	for n := range batches { // each batch is stored whole, and half of it written
		lines = append(lines,
			"consumer#1 asks redis#1 redis.rpush received", fmt.Sprintf("consumer#1 push orders/0 %d..%d", 10*n, 10*n+4),
			"consumer#1 asks redis#1 redis.rpush applied", "consumer#1 asks redis#1 redis.rpush answered",
			"consumer#1 asks zookeeper#1 zookeeper.multi received", fmt.Sprintf("consumer#1 store orders/0 %d", 10*n+10),
			"consumer#1 asks zookeeper#1 zookeeper.multi applied", "consumer#1 asks zookeeper#1 zookeeper.multi answered")
	}
	s, o := outcomeOf(t, "promise at-least-once", strings.Join(append(lines, "exit consumer#1 0"), "\n"))
	if n := len(o.Verdict.Anomalies); n < 1000 {
		t.Fatalf("the case has %d anomalies", n)
	}
	var p Page
	picture := NewPicture(s, o)
	for i := range 12 {
		drawn, c := *picture, o.Report(s.Name)
		drawn.Scenario, drawn.Case, c.Case.Index = fmt.Sprint("drawn-", i), i, i
		c.Scenario = drawn.Scenario
		c.Anomalies = slices.Clone(c.Anomalies)
		for n := range c.Anomalies { // so that each is a group of its own
			c.Anomalies[n].Sub = model.Sub(fmt.Sprint("of ", i))
		}
		p.Result.Rows = append(p.Result.Rows, scenarios.NewRow(scenarios.Scenario{Name: c.Scenario}, []scenarios.CaseReport{c}))
		p.Pictures = append(p.Pictures, drawn)
	}
	page := pageOf(t, p)
	tags(t, page)
	if n := strings.Count(string(page), `<figure class="space">`); n != 12 || len(page) > 5e6 {
		t.Errorf("%d pictures in %d bytes, want 12 in at most 5 MB", n, len(page))
	}
}
