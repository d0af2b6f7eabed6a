package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/scenarios"
)

// The exit status of mutants is that of run: a fault of the harness is no mutant that lives.
func TestExitStatusOfMutants(t *testing.T) {
	mutants := scenarios.Mutants()[:1]
	for name, test := range map[string]struct {
		script script
		status int
	}{
		"a worker is lost":   {script{1: "panic"}, exitHarness},
		"nothing is shown":   {script{}, exitInconclusive},
		"something else is":  {script{1: "bad"}, exitAnomaly},
		"it is as foretold":  {script{1: "shown"}, exitAsPromised},
		"beside a lost case": {script{0: "shown", 1: "panic"}, exitHarness},
	} {
		var out, errOut bytes.Buffer
		o := mutantsOptions{cases: 2, seed: 1, budget: 1, out: t.TempDir()}
		kills, _, err := o.kill(t.Context(), mutants, fakePool(t, 2, test.script), newBar(&errOut))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := o.tell(kills, &out); exitOf(err) != test.status {
			t.Errorf("%s: %v, want status %d; printed\n%s", name, err, test.status, out.String())
		}
	}
	if _, out, _ := command("mutants", "--help"); !strings.Contains(out, "130 interrupted") {
		t.Errorf("help:\n%s", out)
	}
}

// Where one case cannot be made small, its row says so, and the other mutants keep what came of them.
func TestOneMutantNotMadeSmall(t *testing.T) {
	mutants := scenarios.Mutants()[:2]
	var out bytes.Buffer
	o := mutantsOptions{cases: 2, seed: 1, budget: 1, out: t.TempDir()}
	kills, _, err := o.kill(t.Context(), mutants, fakePool(t, 2, script{1: "not small"}), newBar(&out))
	if err != nil {
		t.Fatal(err)
	}
	err = o.tell(kills, &out)
	if k := kills.Kills; exitOf(err) != exitHarness || k[0].Standing != scenarios.HarnessError || k[1].Standing != scenarios.AsPromised || k[1].Smallest == nil {
		t.Errorf("%v, printed\n%s", err, out.String())
	}
	if says := mutants[0].Scenario.Name + ": harness error: case 1 was not made small: the case shows nothing"; !strings.Contains(out.String(), says) {
		t.Errorf("%q is not in\n%s", says, out.String())
	}
}

// An interrupt leaves the mutants whose cases have been run, none of which counts as killed without a small case, and no report.
func TestInterruptedMutants(t *testing.T) {
	all := scenarios.Mutants()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := fakePool(t, 1, script{0: "shown", 1: "hang in last"})
	p.heard = func(job, message) { cancel() }
	o := mutantsOptions{cases: 2, seed: 1, budget: 1, out: t.TempDir()}
	var out bytes.Buffer
	kills, _, stopped := o.kill(ctx, all[len(all)-3:], p, newBar(&out))
	err := untold(ctx, kills, 3, stopped, &out)
	if exitOf(err) != exitInterrupted || len(kills.Kills) != 2 || kills.Kills[0].Standing != scenarios.Inconclusive {
		t.Errorf("%v, %+v", err, kills)
	}
	for _, says := range []string{"case 0 was not made small: the command was stopped before", "interrupted: all cases of 2 of 3 mutants were run"} {
		if !strings.Contains(out.String(), says) {
			t.Errorf("%q is not in\n%s", says, out.String())
		}
	}
}

// A part of the mutants does not replace the report of all of them, unless a directory is named.
func TestPlaceOfMutants(t *testing.T) {
	part := filepath.Join("reports", "out")
	for _, c := range []struct{ names, flags, out, want string }{
		{"", "", "", "reports"},
		{"", "parallel", "", "reports"},
		{"stale-retry", "", "", part},
		{"", "cases", "", part},
		{"", "minimise", "", part},
		{"", "seed", "", part},
		{"stale-retry", "", "mine", "mine"},
	} {
		o := mutantsOptions{out: c.out}
		o.place(strings.Fields(c.names), func(flag string) bool { return flag == c.flags })
		if o.out != c.want {
			t.Errorf("%+v: %s", c, o.out)
		}
	}
}
