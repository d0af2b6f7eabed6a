package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// ReplayFormat is the version of a replay file.
const ReplayFormat = 1

// A Replay is one case as a file: all that it takes to run it again, anywhere.
type Replay struct {
	Format   int               `json:"format"`
	Scenario string            `json:"scenario"`
	Case     Case              `json:"case"`
	Programs map[string]string `json:"programs"` // identities of the images that it was made with
	Hash     string            `json:"hash"`     // of the trace that it must give with these programs
	Finding  []string          `json:"finding"`  // what was found, one line each
}

func (c Case) key() string { return strconv.Itoa(c.Index) + "/" + strconv.FormatUint(c.Seed, 16) }

// NewReplay makes the replay of a case.
func NewReplay(c CaseReport, programs map[string]string) Replay {
	r := Replay{Format: ReplayFormat, Scenario: c.Scenario, Case: c.Case, Programs: programs, Hash: c.Hash}
	for _, a := range c.Anomalies {
		r.Finding = append(r.Finding, a.String())
	}
	r.Finding = append(r.Finding, c.Notes...)
	return r
}

// ParseReplay reads a replay file. What it does not know it refuses: an older reader would run something else.
func ParseReplay(b []byte) (Replay, error) {
	var head struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return Replay{}, fmt.Errorf("read replay file: it is truncated or not JSON: %w", err)
	}
	if head.Format != ReplayFormat {
		return Replay{}, fmt.Errorf("read replay file: format %d; this version reads format %d", head.Format, ReplayFormat)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var r Replay
	if err := d.Decode(&r); err != nil {
		return Replay{}, fmt.Errorf("read replay file: %w", err)
	}
	if r.Scenario == "" || r.Hash == "" {
		return Replay{}, errors.New("read replay file: no scenario or no hash in it")
	}
	return r, r.Case.Schedule.Validate()
}

// OtherBuild lists the programs that differ from those the replay was made with, in order of name.
func (r Replay) OtherBuild(programs map[string]string) []string {
	var out []string
	for _, name := range sortedKeys(r.Programs) {
		if programs[name] != r.Programs[name] {
			out = append(out, name)
		}
	}
	return out
}
