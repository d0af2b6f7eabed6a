package reports

import (
	"strings"
	"testing"

	"github.com/onceover/onceover/scenarios"
)

// What the page says first agrees with itself, whatever it is made of.
func TestHero(t *testing.T) {
	p := examplePage(t)
	alive := killsOf()
	alive.Kills[0].Standing, alive.Kills[0].Why = scenarios.Anomalous, "never showed"
	good := []Sweep{{Scenario: "direct-append", Runs: p.Sweeps[0].Runs[:2]}}
	whole := *p.Matrix
	for i := range whole.Cells {
		whole.Cells[i].Standing = scenarios.AsPromised
	}
	for name, tt := range map[string]struct {
		page       Page
		class      string
		want, none []string
	}{
		"nothing": {Page{}, "unsure", []string{"No scenario was run."}, nil},
		"sweep": {Page{Sweeps: p.Sweeps, Dir: "out", Base: ".."}, "bad", []string{
			"direct-append is not as promised.", "not as promised in 1 of 3 runs", "onceover replay out/direct-append-sweep-1.scenario.json", `href="../direct-append-sweep-1.scenario.json"`,
		}, []string{"There is none", "Nothing that"}},
		"good sweep": {Page{Sweeps: good}, "good", []string{"kept its promise wherever", "Nothing that breaks a promise.", "There is none"}, nil},
		"mutants":    {Page{Kills: p.Kills}, "good", []string{"All 1 mutants were killed.", "its correct twin nothing"}, []string{"breaks a promise"}},
		"mutant alive": {Page{Kills: &alive}, "bad", []string{
			"1 of 1 mutants was not killed.", "commit-first: anomaly: never showed", "onceover mutants commit-first --cases 2 --seed 1",
		}, []string{"There is none", "Nothing that"}},
		"matrix":  {Page{Matrix: &whole}, "good", []string{"records are lost in 1 cell, and handled again in 1 others", "all of it is expected"}, []string{"Nothing that", "!", "~"}},
		"several": {Page{Kills: &alive, Sweeps: good}, "bad", []string{"kept its promise wherever", "1 of 1 mutants was not killed."}, nil},
	} {
		content := pageOf(t, tt.page)
		tags(t, content)
		page := string(content)
		from, until := strings.Index(page, `<section class="hero`), strings.Index(page, "</section>")
		hero := page[from:until]
		if !strings.HasPrefix(hero, `<section class="hero `+tt.class+`"`) {
			t.Errorf("%s: %.40s", name, hero)
		}
		for _, want := range tt.want {
			if !strings.Contains(hero, want) {
				t.Errorf("%s does not say %q:\n%s", name, want, hero)
			}
		}
		for _, none := range tt.none {
			if strings.Contains(hero, none) {
				t.Errorf("%s says %q:\n%s", name, none, hero)
			}
		}
	}
}

// Commands name files as the directory was named.
func TestPageNamesFiles(t *testing.T) {
	p := examplePage(t)
	p.Dir = "some/where"
	if page := string(pageOf(t, p)); !strings.Contains(page, "onceover replay some/where/direct-append-17.scenario.json") {
		t.Error("the command names the file alone")
	}
}
