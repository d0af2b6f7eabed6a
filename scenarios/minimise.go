package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/sim"
)

// BudgetDefault is how many runs a Minimiser makes at most where it is not told.
const BudgetDefault = 300

// A Minimiser makes failing cases small: it looks for the fewest and simplest faults, the smallest workload and the fewest
// instances under which a case has the same fingerprint. What shows another anomaly alone is refused, so that the search
// for one mistake does not end at another. Equal cases give equal results.
type Minimiser struct {
	Library *Library
	Budget  int                             // runs; 0 means BudgetDefault
	Watch   func(p *sim.Process, now int64) // where set, see Stage.Watch
	Tried   func(runs int, best Case)       // where set, is called after each run
}

// A Minimal is the smallest case that was found.
type Minimal struct {
	Outcome     Outcome
	Setting     Setting
	Fingerprint string
	Knockouts   []Knockout // of each fault of the case, in their order
	Runs        int        // that it took
	Complete    bool       // the budget sufficed; else there may be a smaller one, though not by the mere removal of a fault
}

// Minimise makes a case of a scenario small. It keeps the fingerprint, or, where that is empty, the gravest thing that is
// wrong with the case; of a broken consumer it is what was foretold. A setting is the one that the case was made in; nil
// means the scenario's own.
func (m Minimiser) Minimise(sc Scenario, c Case, in *Setting, fingerprint string) (Minimal, error) {
	if _, err := sc.In(in); err != nil {
		return Minimal{}, err
	}
	s := newSearch(m, sc)
	defer s.close()
	f := form{c.Schedule, sc.Setting()}
	if in != nil {
		f.setting = *in
	}
	o, err := s.begin(c, f, fingerprint)
	if err != nil {
		return Minimal{}, err
	}
	s.best, s.outcome = f, o
	complete := s.descend()
	knockouts := s.knockOut()
	return Minimal{s.outcome, s.best.setting, s.target, knockouts, s.runs, complete}, nil
}

// begin runs the case as it is, and decides what is to be kept of it.
func (s *search) begin(c Case, f form, fingerprint string) (Outcome, error) {
	s.drawn = c
	o, err := s.run(f)
	if err != nil {
		return o, err
	}
	s.setLimit(o)
	all := o.Fingerprints()
	s.target, s.foretold = fingerprint, s.scenario.Broken != nil && len(o.Notes) == 0
	if s.target == "" {
		s.target = o.main(s.scenario)
	}
	switch {
	case len(all) == 0:
		err = errors.New("minimise case: nothing is wrong with it")
	case !slices.Contains(all, s.target):
		err = fmt.Errorf("minimise case: it does not show %q, but there is %s", s.target, strings.Join(all, "; "))
	}
	return o, err
}
