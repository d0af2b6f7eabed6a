package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// makeSmall makes the first failure of each row small, and writes what comes of it beside the other replay files as soon as
// it is there. Its error is that of a run that was interrupted, or of the harness.
func (s session) makeSmall(ctx context.Context, p pool, r scenarios.Result) error {
	jobs := smallJobs(r)
	var told []string
	var failed error
	s.progress.begin(len(jobs))
	stopped := p.run(ctx, jobs, func(j job, m message) {
		text, err := s.keepSmall(j, m)
		failed = cmp.Or(failed, err)
		told = append(told, text)
		s.progress.step()
		s.progress.doing(j.Scenario)
	})
	s.progress.finish()
	slices.Sort(told) // in whatever order they ended
	for _, text := range told {
		fmt.Fprintln(s.out, text)
	}
	if errors.Is(stopped, context.Canceled) {
		return &exitError{exitInterrupted, fmt.Errorf("interrupted when %d of %d failures were made small; the command minimise does it with one of them",
			len(told), len(jobs))}
	}
	return harnessIf(cmp.Or(failed, stopped), "make failures small")
}

// smallJobs are those for the first failure of each row. What the harness failed at has no anomaly to keep.
func smallJobs(r scenarios.Result) (jobs []job) {
	for _, row := range r.Rows {
		i := slices.IndexFunc(row.Failures, func(c scenarios.CaseReport) bool { return c.Error == "" })
		if i >= 0 {
			jobs = append(jobs, job{Scenario: row.Scenario, Case: row.Failures[i].Case, Minimise: &minimisation{Budget: scenarios.BudgetDefault}})
		}
	}
	return jobs
}

// keepSmall writes the file of an answer, and says what is in it.
func (s session) keepSmall(j job, m message) (string, error) {
	if m.Minimal == nil {
		return fmt.Sprintf("not made small: case %d of %s: %s", j.Case.Index, j.Scenario, m.Report.Error), nil
	}
	r := *m.Minimal
	r.Programs = s.programsOf(j.Scenario)
	name := fmt.Sprintf("%s-%d.minimal.scenario.json", j.Scenario, j.Case.Index)
	content, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		err = writeFile(s.options.out, name, append(content, '\n'))
	}
	var list []string
	for _, f := range r.Case.Schedule.Faults {
		list = append(list, f.String())
	}
	return fmt.Sprintf("smallest: %s of %s takes %s\n  onceover replay %s", r.Fingerprint, j.Scenario,
		cmp.Or(strings.Join(list, ", and then "), "no fault"), filepath.Join(s.options.out, name)), err
}

// programsOf is the identities of the programs that a scenario runs.
func (s session) programsOf(scenario string) map[string]string {
	ids := map[string]string{}
	for _, sc := range s.list {
		if sc.Name == scenario {
			for _, p := range scenarios.Programs([]scenarios.Scenario{sc}) {
				ids[p.Name] = s.kit.ids[p.Name]
			}
		}
	}
	return ids
}
