package scenarios

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/internal/strict"
)

// ReplayFormat is the version of a replay file, and MinimalFormat that of one with a setting: of a case that was made small.
const (
	ReplayFormat  = 1
	MinimalFormat = 2
)

// A Replay is one case as a file: all that it takes to run it again, anywhere.
type Replay struct {
	Format   int               `json:"format"`
	Scenario string            `json:"scenario"`
	Case     Case              `json:"case"`
	Programs map[string]string `json:"programs"` // identities of the images that it was made with
	Hash     string            `json:"hash"`     // of the trace that it must give with these programs
	Finding  []string          `json:"finding"`  // what was found, one line each

	World *World `json:"world,omitempty"` // of a scenario that was drawn

	Setting     *Setting   `json:"setting,omitempty"`     // where it is not the scenario's own
	Fingerprint string     `json:"fingerprint,omitempty"` // of what was found, which the case was made small around
	Knockouts   []Knockout `json:"knockouts,omitempty"`   // what the case is without one of its faults
}

func (c Case) key() string { return strconv.Itoa(c.Index) + "/" + strconv.FormatUint(c.Seed, 16) }

// NewReplay makes the replay of a case.
func NewReplay(c CaseReport, programs map[string]string) Replay {
	r := Replay{Format: ReplayFormat, Scenario: c.Scenario, Case: c.Case, Programs: programs, Hash: c.Hash, World: worldOf(c.Scenario)}
	for _, a := range c.Anomalies {
		r.Finding = append(r.Finding, a.String())
	}
	r.Finding = append(r.Finding, c.Notes...)
	return r
}

// ParseReplay reads the text of a replay file. What it does not know it refuses: an older reader would run something else.
// The name of the file is for errors, which say in which line and field the text is wrong.
func ParseReplay(file string, text []byte) (Replay, error) {
	r, err := parseReplay(text)
	if err != nil {
		return Replay{}, strict.Locate(file, text, err)
	}
	return r, nil
}

// ParseReplayOf reads the text of a replay file of some scenario, which find knows by its name, and checks that the case
// can be one of it. The scenario is in the file's setting.
func ParseReplayOf(file string, text []byte, find func(name string) (Scenario, error)) (Replay, Scenario, error) {
	r, err := parseReplay(text)
	var s Scenario
	if err == nil {
		if s, err = find(r.Scenario); err != nil {
			err = &strict.FieldError{Field: "scenario", Err: err}
		}
	}
	if err == nil {
		if s, err = s.In(r.Setting); err != nil {
			err = &strict.FieldError{Field: "setting", Err: err}
		}
	}
	if err == nil {
		err = r.check(s)
	}
	if err != nil {
		return Replay{}, s, strict.Locate(file, text, err)
	}
	return r, s, nil
}

func parseReplay(text []byte) (Replay, error) {
	if err := isReplay(text); err != nil {
		return Replay{}, err
	}
	var r Replay
	if err := strict.Decode(text, &r); err != nil {
		return Replay{}, err
	}
	if err := r.complete(text); err != nil {
		return Replay{}, err
	}
	if (r.Setting != nil) != (r.Format == MinimalFormat) {
		return Replay{}, &strict.FieldError{Field: "format", Err: fmt.Errorf("files of format %d have a setting, and no others", MinimalFormat)}
	}
	if r.Case.Index < 0 {
		return Replay{}, &strict.FieldError{Field: "case.index", Err: fmt.Errorf("index %d, want 0 or more", r.Case.Index)}
	}
	return r, nil
}

// isReplay reports whether a text is a replay file of a format that this version reads.
func isReplay(text []byte) error {
	var head struct {
		Format json.RawMessage `json:"format"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return err
	}
	if head.Format == nil {
		return errors.New("it is no replay file: it names no format")
	}
	var format int
	err := json.Unmarshal(head.Format, &format)
	if err == nil && format != ReplayFormat && format != MinimalFormat {
		err = fmt.Errorf("format %d; this version reads format %d and %d", format, ReplayFormat, MinimalFormat)
	}
	if err != nil {
		return &strict.FieldError{Field: "format", Err: err}
	}
	return nil
}

// complete reports what is not in the text, and without which something else would be run.
func (r Replay) complete(text []byte) error {
	var given struct {
		Case *struct{ Index, Seed, Schedule *json.RawMessage }
	}
	if err := json.Unmarshal(text, &given); err != nil {
		return err
	}
	var all []error
	want := func(field string, there bool) {
		if !there {
			all = append(all, &strict.FieldError{Field: field, Err: errors.New("it is missing or empty")})
		}
	}
	want("scenario", r.Scenario != "")
	if want("case", given.Case != nil); given.Case != nil {
		want("case.index", given.Case.Index != nil)
		want("case.seed", given.Case.Seed != nil)
		want("case.schedule", given.Case.Schedule != nil)
	}
	want("hash", r.Hash != "")
	return errors.Join(all...)
}

// check reports what in the file is not of the scenario.
func (r Replay) check(s Scenario) error {
	var all []error
	var known []string
	for _, p := range Programs([]Scenario{s}) {
		known = append(known, p.Name)
	}
	for _, name := range sortedKeys(r.Programs) {
		if !slices.Contains(known, name) {
			all = append(all, &strict.FieldError{Field: "programs." + name,
				Err: fmt.Errorf("%s runs no program %q, there is %s", r.Scenario, name, strings.Join(known, ", "))})
		}
	}
	if err := r.World.check(r.Scenario); err != nil {
		all = append(all, &strict.FieldError{Field: "world", Err: err})
	}
	if err := s.Check(r.Case); err != nil {
		all = append(all, &strict.FieldError{Field: "case.schedule", Err: err})
	}
	return errors.Join(all...)
}

// OtherBuild lists the programs that differ from those the replay was made with, in order of name. One that only the one
// or the other has differs too.
func (r Replay) OtherBuild(programs map[string]string) []string {
	all := map[string]string{}
	maps.Copy(all, programs)
	maps.Copy(all, r.Programs)
	return slices.DeleteFunc(sortedKeys(all), func(name string) bool {
		mine, had := r.Programs[name]
		its, has := programs[name]
		return had && has && mine == its
	})
}
