package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/trace"
)

var update = flag.Bool("update", false, "choose the cases of the plans anew, and write what is made of them")

// The page and the files of the plans.
const (
	plansDir     = "../../reports/plans"
	upgradesPage = "../../docs/upgrades.md"
)

// Every plan has its files, each still shows what the plan says, and the page tells just that. A file outlives the programs
// that it was made with: the trace must be the one of the file only while they are the same.
func TestUpgrades(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs a case of every plan")
	}
	p := newPlayer(t)
	var told []reports.Upgrade
	var files []string
	for _, plan := range scenarios.Plans {
		u := reports.Upgrade{Plan: plan}
		for _, s := range plan.Shown {
			name := filepath.Join(plansDir, plan.File(s))
			if *update {
				p.choose(name, s)
			}
			o := p.replay(name, s)
			u.Cases = append(u.Cases, reports.UpgradeCase{Finding: *o.Finding, Tale: reports.Tale(o)})
			files = append(files, name)
		}
		told = append(told, u)
	}
	if there, err := filepath.Glob(filepath.Join(plansDir, "*")); err != nil || !slices.Equal(there, slices.Sorted(slices.Values(files))) {
		t.Errorf("%s has %v, want a file for each showing: %v; %v", plansDir, there, files, err)
	}
	got := reports.Upgrades(told)
	if *update {
		if err := os.WriteFile(upgradesPage, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(upgradesPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/upgrades.md is not what the plans show (-want +got); go test ./cmd/onceover -run TestUpgrades -update writes it:\n%s", diff)
	}
}

// A player runs cases of the plans.
type player struct {
	t      *testing.T
	kit    kit
	worker worker
}

func newPlayer(t *testing.T) *player {
	var list []scenarios.Scenario
	for _, plan := range scenarios.Plans {
		for _, s := range plan.Shown {
			list = append(list, scenarios.Named(s.Scenario()))
		}
	}
	k, _, err := ready(t.Context(), list, 1, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	runtime, err := machine.NewRuntime(k.setup.CompiledDir, machine.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p := &player{t: t, kit: k, worker: worker{
		setup: k.setup, out: &sender{encoder: json.NewEncoder(io.Discard)}, runtime: runtime, library: scenarios.NewLibrary(runtime),
	}}
	t.Cleanup(func() {
		if p.worker.stage != nil {
			p.worker.stage.Close()
		}
		if err := runtime.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// run runs a case, and wants every fault of it to strike.
func (p *player) run(s scenarios.Scenario, c scenarios.Case) (scenarios.Outcome, error) {
	if err := p.worker.prepare(s, job{}); err != nil {
		return scenarios.Outcome{}, err
	}
	o, err := p.worker.stage.Run(s, c)
	if err == nil && (!o.Good() || len(o.Missed) > 0) {
		err = fmt.Errorf("found %v, and never delivered %v", o.Notes, o.Missed)
	}
	return o, err
}

// replay runs the case of a file, which must be what the plan says.
func (p *player) replay(name string, s scenarios.Showing) scenarios.Outcome {
	p.t.Helper()
	r, list, err := readReplay(name)
	if err != nil {
		p.t.Fatalf("%v; -update writes it", err)
	}
	o, err := p.run(list[0], r.Case)
	ids := map[string]string{}
	for _, program := range scenarios.Programs(list) {
		ids[program.Name] = p.kit.ids[program.Name]
	}
	switch other := r.OtherBuild(ids); {
	case err != nil || r.Scenario != s.Scenario():
		p.t.Fatalf("%s, of %s: %v", name, r.Scenario, err)
	case !s.Has(o.Finding):
		p.t.Errorf("%s shows %v, and is to show %s; -update chooses another case", name, o.Finding.Codes, s.Code)
	case !s.Tells(reports.Tale(o)):
		p.t.Errorf("%s does not tell %q; -update chooses another case:\n%s", name, s.Seen, reports.Tale(o))
	case len(other) == 0 && o.Hash != r.Hash:
		p.t.Errorf("%s gives the trace %s, not %s, although the programs are the same", name, o.Hash, r.Hash)
	case len(other) > 0:
		p.t.Logf("%s was made with other builds of %v", name, other)
	}
	return o
}

// triesMax is how many cases of a scenario are tried for one that shows what a plan says.
const triesMax = 120

func isOfTheFirst(e trace.Event) bool {
	return (e.Name == "redis.effect" || e.Name == "kafka.append") && e.Str("client") == "consumer#1"
}

// choose writes the file of the first case of seed 1 that shows and tells what the plan says, and in which the first
// incarnation has written something before it ends: otherwise there is no story.
func (p *player) choose(name string, s scenarios.Showing) {
	p.t.Helper()
	of := scenarios.Named(s.Scenario())
	for i := range triesMax {
		o, err := p.run(of, s.DrawCase(i))
		if err != nil || !s.Has(o.Finding) || !slices.ContainsFunc(o.History.Events, isOfTheFirst) || !s.Tells(reports.Tale(o)) {
			continue
		}
		ids := map[string]string{}
		for _, program := range scenarios.Programs([]scenarios.Scenario{of}) {
			ids[program.Name] = p.kit.ids[program.Name]
		}
		text, err := json.MarshalIndent(scenarios.NewReplay(o.Report(of.Name), ids), "", "  ")
		if err == nil {
			err = os.WriteFile(name, append(text, '\n'), 0o644)
		}
		if err != nil {
			p.t.Fatal(err)
		}
		return
	}
	p.t.Errorf("no case of %s below %d shows %s and tells %q", s.Scenario(), triesMax, s.Code, s.Seen)
}
