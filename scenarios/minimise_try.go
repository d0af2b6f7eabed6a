package scenarios

import (
	"encoding/json"
	"slices"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// A form is what is being made smaller.
type form struct {
	schedule faults.Schedule
	setting  Setting
}

// key is the same for equal forms; those that make no sense need none.
func (f form) key() string {
	b, err := json.Marshal(struct {
		Setting  Setting
		Schedule faults.Schedule
	}{f.setting, f.schedule})
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// An attempt is what came of a form.
type attempt struct {
	fingerprints []string
	failure      string // of the harness
	cut          bool   // given up, so that it seems stuck
}

// A search is the minimisation of one case.
type search struct {
	Minimiser
	scenario Scenario
	drawn    Case   // index and seed of every run
	target   string // the fingerprint to keep
	foretold bool   // a broken consumer fails as predicted, and must go on to
	best     form
	outcome  Outcome // of best

	limit        uint64 // of events for each run; 0 means none
	budget, runs int
	tried        map[string]attempt // by the keys of forms
	stages       []*Stage           // the newest last
}

// runMax is how many times the events of the case a run may have.
const runMax = 3

// stagesMax is how many stages are kept; each holds the memory of all services.
const stagesMax = 3

func newSearch(m Minimiser, sc Scenario) *search {
	s := &search{Minimiser: m, scenario: sc, budget: m.Budget, tried: map[string]attempt{}}
	if s.budget == 0 {
		s.budget = BudgetDefault
	}
	return s
}

func (s *search) close() {
	for _, st := range s.stages {
		st.Close()
	}
}

// stage is one of that workload.
func (s *search) stage(w Workload) (*Stage, error) {
	if i := slices.IndexFunc(s.stages, func(st *Stage) bool { return st.workload == w }); i >= 0 {
		st := s.stages[i]
		s.stages = append(slices.Delete(s.stages, i, i+1), st)
		return st, nil
	}
	st, err := NewStage(s.Library, w, false)
	if err != nil {
		return nil, err
	}
	if s.Watch != nil {
		st.Watch(s.Watch)
	}
	if s.stages = append(s.stages, st); len(s.stages) > stagesMax {
		s.stages[0].Close()
		s.stages = slices.Delete(s.stages, 0, 1)
	}
	return st, nil
}

// try runs a form that was not tried yet, and reports whether it keeps what is to be kept. A form that the harness cannot
// run, such as records that are too short for their names, does not.
func (s *search) try(f form) (Outcome, bool) {
	key := f.key()
	if _, known := s.tried[key]; known {
		return Outcome{}, false // had it kept the fingerprint, it would have been taken
	}
	o, err := s.run(f)
	if err != nil {
		s.tried[key] = attempt{failure: err.Error()}
		return Outcome{}, false
	}
	s.tried[key] = attempt{fingerprints: o.Fingerprints(), cut: s.limit > 0 && o.History.Config.End == model.Bound}
	return o, s.keeps(o)
}

// tryWhole is try without giving up, also of a form that was given up before. One that does not come to its end keeps nothing
// where the case did.
func (s *search) tryWhole(f form) (Outcome, bool) {
	limit := s.limit
	s.limit = 0
	defer func() { s.limit = limit }()
	if key := f.key(); s.tried[key].cut {
		delete(s.tried, key)
	}
	o, keeps := s.try(f)
	return o, keeps && (limit == 0 || o.History.Config.End != model.Bound)
}

// setLimit has runs given up that take much longer than a case that came to its end: a consumer that gets stuck on the way
// takes a hundred times as long to run, and mostly shows that alone.
func (s *search) setLimit(o Outcome) {
	if o.History.Config.End != model.Bound {
		s.limit = runMax * o.Events
	}
}

func (s *search) keeps(o Outcome) bool {
	if s.limit > 0 && o.History.Config.End == model.Bound {
		return false
	}
	return slices.Contains(o.Fingerprints(), s.target) && s.asForetold(o)
}

// asForetold reports whether what a broken consumer shows is no more than was predicted of it, where that was so before.
func (s *search) asForetold(o Outcome) bool {
	if !s.foretold {
		return true
	}
	_, err := s.scenario.Broken.Foretold.Check(o.History, o.Verdict)
	return err == nil && len(o.Notes) == 0
}

func (s *search) run(f form) (Outcome, error) {
	s.runs++
	if s.Tried != nil {
		defer func() { s.Tried(s.runs, s.at(s.best)) }()
	}
	if err := f.schedule.Validate(); err != nil {
		return Outcome{}, err
	}
	sc, err := s.scenario.In(&f.setting)
	if err != nil {
		return Outcome{}, err
	}
	if err := sc.Check(s.at(f)); err != nil { // nobody could replay it
		return Outcome{}, err
	}
	st, err := s.stage(f.setting.Workload)
	if err != nil {
		return Outcome{}, err
	}
	st.limit = s.limit
	c := s.at(f)
	if !s.foretold {
		return st.Run(sc, c)
	}
	o, err := st.runAlone(sc, c)
	if err == nil && s.keeps(o) { // the twin is asked of nothing else
		o.foretell(sc.Broken)
		err = st.besideTwin(sc, &o)
	}
	return o, err
}

// at is the case with another form's schedule.
func (s *search) at(f form) Case {
	c := s.drawn
	c.Schedule = f.schedule
	return c
}
