package main

import (
	"fmt"
	"time"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// The supervisor and a worker exchange lines of JSON: a setup first, then for each job its beats and one answer.

// A setup is what a worker has to know before its first job.
type setup struct {
	CompiledDir string        `json:"compiled_dir"`
	Images      []imageSource `json:"images"`
}

// An imageSource is a program that was built and compiled; the worker takes it from the cache.
type imageSource struct {
	Name string `json:"name"`
	ID   string `json:"id"`
	Path string `json:"path"`
}

// A job is one case to run. Jobs are handed out one at a time: beside a case the exchange costs nothing, and so it is
// always known which case a worker was at.
type job struct {
	Scenario  string         `json:"scenario"`
	Case      scenarios.Case `json:"case"`
	Round     int            `json:"round"`                // each round sets its own stage
	TraceFile string         `json:"trace_file,omitempty"` // where to write every event, one a line

	Timeline *reports.Excerpt `json:"timeline,omitempty"` // wanted with the answer
	Picture  bool             `json:"picture,omitempty"`  // wanted with the answer

	Setting  *scenarios.Setting   `json:"setting,omitempty"`  // where it is not the scenario's own
	Sweep    *scenarios.SweepPlan `json:"sweep,omitempty"`    // run this instead of the case, whose seed it takes
	Minimise *minimisation        `json:"minimise,omitempty"` // make the case small instead
}

// A minimisation is what a worker has to know to make a case small.
type minimisation struct {
	Budget      int    `json:"budget"`
	Fingerprint string `json:"fingerprint,omitempty"` // to keep
}

// A phase is what a worker is at.
type phase string

// The phases of a job.
const (
	loading phase = "loading" // programs
	staging phase = "setting the stage"
	running phase = "running" // the case
)

// A beat says that a worker goes on, and with what.
type beat struct {
	Phase   phase  `json:"phase"`
	Subject string `json:"subject,omitempty"` // the program, while loading; the process that runs, in a case
	Time    int64  `json:"time,omitempty"`    // virtual nanoseconds, in a case
	Runs    int    `json:"runs,omitempty"`    // that were made, while a case is made small
	Best    string `json:"best,omitempty"`    // how far that is
}

// A message is a line from a worker: either a beat or the answer.
type message struct {
	Beat     *beat                 `json:"beat,omitempty"`
	Report   *scenarios.CaseReport `json:"report,omitempty"`
	Swept    []scenarios.Swept     `json:"swept,omitempty"`   // with beats, as they come; the supervisor has all of them in the answer
	Minimal  *scenarios.Replay     `json:"minimal,omitempty"` // without the identities of programs, which the worker does not know
	Took     time.Duration         `json:"took,omitempty"`    // wall time, to make a case small
	Timeline string                `json:"timeline,omitempty"`
	Picture  *reports.Picture      `json:"picture,omitempty"`
}

// failed is the answer to a job of which nothing is known but the error.
func (j job) failed(err error) message {
	return message{Report: &scenarios.CaseReport{Scenario: j.Scenario, Case: j.Case, Error: err.Error()}}
}

// answers reports whether the message is the answer to the job.
func (m message) answers(j job) bool {
	return m.Report != nil && m.Report.Scenario == j.Scenario && m.Report.Case.Index == j.Case.Index
}

// patience is how long a worker may take for its next message.
type patience struct {
	running time.Duration
	loading time.Duration // compiling and booting programs and setting a stage take longer than a case
}

func (p patience) with(b beat) time.Duration {
	if b.Phase == running {
		return p.running
	}
	return p.loading
}

// where says what a worker was at when it was last heard of.
func (b beat) where(j job) string {
	switch b.Phase {
	case loading:
		if b.Subject == "" {
			return "while it loaded its programs"
		}
		return "while it loaded program " + b.Subject
	case staging:
		return "while it set the stage for " + j.Scenario
	}
	where := fmt.Sprintf("in case %d of %s", j.Case.Index, j.Scenario)
	if b.Subject != "" {
		where += fmt.Sprintf(", while %s ran at virtual time %d.%09d s", b.Subject, b.Time/1e9, b.Time%1e9)
	}
	return where
}
