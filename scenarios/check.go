package scenarios

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/faults"
)

// Check runs a scenario as a property of package rapid, each case with a schedule of faults and a seed of its own, and
// fails the test with the first case that breaks the scenario's promise, made as small as rapid can make it.
//
// The scenario is one of the catalogue, or one around the caller's own program: its zero fields get what suits most
// programs. The workload defaults to 90 records of 60 bytes in 3 partitions. What may go wrong defaults to what a run
// without faults shows: the outputs of the program, the operations that it asks of the services, and the links to them.
//
//	scenarios.Check(t, scenarios.Scenario{
//		Consumer: scenarios.Consumer{
//			Builds: []scenarios.Program{{Source: program.Source{Package: "./cmd/consumer"}}},
//			Args:   []string{"-kafka", scenarios.Brokers, "-redis", scenarios.Redis, "-topic", scenarios.Topic},
//		},
//		Promise: model.Promise{Guarantee: model.AtLeastOnce},
//	})
//
// The flag -rapid.checks says how many cases to run. The test opens what the programs are built from, so that go test
// runs it again when they change, and logs where that is not enough.
func Check(t *testing.T, s Scenario) {
	t.Helper()
	s, stage := surveyed(t, s)
	switch o, err := stage.Run(s, Case{}); {
	case err != nil:
		t.Fatal(err)
	case !o.Good():
		t.Fatal(o.account(s))
	}
	row := NewRow(s, checkCases(t, stage, s))
	if row.Standing != AsPromised {
		t.Errorf("%s is %s: %s", s.Name, row.Standing, row.Why)
	}
	delivered, requested := row.Delivered()
	t.Logf("%s: %d cases in %v of virtual time, %d of %d faults delivered, %d duplicates, %d losses",
		s.Name, row.Cases, row.Time, delivered, requested, row.Duplicates, row.Losses)
}

// checkCases draws cases and runs them, until rapid has enough or one fails.
func checkCases(t *testing.T, stage *Stage, s Scenario) []CaseReport {
	t.Helper()
	before := failFiles(t.Name())
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("replay: " + replayCommand(t.Name(), before, failFiles(t.Name())))
		}
	})
	var reports []CaseReport
	rapid.Check(t, func(rt *rapid.T) {
		o := stage.try(rt, s)
		reports = append(reports, o.Report(s.Name))
	})
	return reports
}

// try draws a case and runs it, and fails where it breaks the scenario's promise.
func (s *Stage) try(t *rapid.T, sc Scenario) Outcome {
	c := Case{
		Index: rapid.IntRange(0, max(len(sc.Variants), len(sc.Columns))-1).Draw(t, "variant"),
		Seed:  rapid.Uint64().Draw(t, "seed"),
	}
	c.Schedule = sc.column(c.Index).draw(faults.Drawn(t))
	t.Logf("run with seed %d:\n%s", c.Seed, c.Schedule)
	o, err := s.Run(sc, c)
	if err != nil {
		t.Fatal(err)
	}
	if !o.Good() {
		t.Fatal(o.account(sc))
	}
	return o
}

// anomaliesMax is how many anomalies of one case an account spells out.
const anomaliesMax = 5

// account tells what came of a case that is not as promised: the findings, the schedule in words, and the
// case as a replay file.
func (o Outcome) account(s Scenario) string { return o.Report(s.Name).account(s) }

// account is that of what is kept of an outcome.
func (c CaseReport) account(s Scenario) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s does not keep its promise, %s:\n", s.Name, s.Promise.Guarantee)
	findings := slices.Clone(c.Notes)
	for _, a := range c.Anomalies {
		findings = append(findings, a.String())
	}
	for _, f := range findings[:min(anomaliesMax, len(findings))] {
		fmt.Fprintf(&b, "  %s\n", f)
	}
	if more := len(findings) - anomaliesMax; more > 0 {
		fmt.Fprintf(&b, "  and %d more\n", more)
	}
	if len(c.Case.Schedule.Faults) == 0 {
		b.WriteString("even when nothing goes wrong.")
		return b.String()
	}
	fmt.Fprintf(&b, "under this schedule:\n%s", indent(c.Case.Schedule.String()))
	data, err := json.Marshal(NewReplay(CaseReport{Scenario: s.Name, Case: c.Case, Hash: c.Hash}, nil))
	if err != nil {
		panic("scenarios: " + err.Error()) // the case was just run
	}
	fmt.Fprintf(&b, "as data: %s", data)
	return b.String()
}

func indent(lines string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(lines, "\n"), "\n", "\n  ") + "\n"
}

// failFiles are the failures of a test that package rapid keeps, which it runs first the next time.
func failFiles(test string) []string {
	dir := strings.Map(func(r rune) rune { // as package rapid names it
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, test)
	files, err := filepath.Glob(filepath.Join("testdata", "rapid", dir, "*.fail"))
	if err != nil {
		panic("scenarios: " + err.Error()) // the pattern is well formed
	}
	return files
}

// replayCommand runs a failed test's case again. A failure that was kept before needs no naming.
func replayCommand(test string, before, after []string) string {
	parts := strings.Split(test, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	command := "go test -run '" + strings.Join(parts, "/") + "'"
	if len(after) > len(before) {
		command += " -rapid.failfile=" + filepath.ToSlash(after[len(after)-1])
	}
	return command
}

// Named is the scenario of that name in the catalogue. It panics where there is none, because that is a mistake in a test.
func Named(name string) Scenario {
	found, err := Find([]string{name})
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	return found[0]
}
