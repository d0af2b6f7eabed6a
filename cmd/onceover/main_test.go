package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/onceover/onceover/scenarios"
)

// TestMain lets the test binary be its own worker, as the command is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		fakeWorker(os.Stdin, os.Stdout)
		return
	}
	os.Exit(m.Run())
}

// A script says what a fake worker does at the case of an index; it travels as the setup's directory. Where it says
// nothing, the worker answers.
type script map[int]string

func (s script) setup() setup {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return setup{CompiledDir: string(b)}
}

// fakeWorker keeps to the protocol until its script says otherwise.
func fakeWorker(in io.Reader, out io.Writer) {
	lines, answers := json.NewDecoder(in), json.NewEncoder(out)
	var s setup
	var what script
	if lines.Decode(&s) != nil || json.Unmarshal([]byte(s.CompiledDir), &what) != nil {
		panic("no setup")
	}
	for {
		var j job
		if lines.Decode(&j) != nil {
			return
		}
		report := scenarios.CaseReport{Scenario: j.Scenario, Case: j.Case, Hash: fmt.Sprintf("%s-%x", j.Scenario, j.Case.Seed), Good: true}
		if j.Sweep != nil { // at its index
			run := scenarios.Swept{Place: j.Sweep.Part, What: []string{"output"}, CaseReport: report}
			answers.Encode(message{Beat: &beat{Phase: running}, Swept: []scenarios.Swept{run}})
		}
		switch what[j.Case.Index] {
		case "hang":
			answers.Encode(message{Beat: &beat{Phase: running}})
			io.Copy(io.Discard, in)
		case "spin":
			spin(out)
		case "hang in last":
			if all := scenarios.Mutants(); j.Scenario == all[len(all)-1].Scenario.Name {
				answers.Encode(message{Beat: &beat{Phase: running}})
				io.Copy(io.Discard, in)
			}
		case "hang in stage":
			answers.Encode(message{Beat: &beat{Phase: staging}})
			io.Copy(io.Discard, in)
		case "panic":
			answers.Encode(message{Beat: &beat{Phase: running}})
			fmt.Fprintln(os.Stderr, "a line before")
			panic("the ledger has a remainder")
		case "panic once more":
			if j.Round == 1 {
				answers.Encode(message{Beat: &beat{Phase: running}})
				panic("the second run is lost")
			}
		case "spoilt":
			fmt.Fprintln(os.Stderr, "cannot open the cache")
			os.Exit(1)
		case "garbage":
			answers.Encode(message{Beat: &beat{Phase: running}})
			fmt.Fprintln(out, "hello from a guest")
		case "other":
			report.Case.Index++
		case "bad":
			report.Good, report.Notes = false, []string{"a note"}
		case "shown":
			report.Shown = true
		case "not small": // of the first mutant
			report.Shown = true
			if j.Minimise != nil && j.Scenario == scenarios.Mutants()[0].Scenario.Name {
				answers.Encode(j.failed(errors.New("the case shows nothing")))
				continue
			}
		case "again":
			report.Hash += fmt.Sprint("-", j.Round)
			if j.TraceFile != "" {
				os.WriteFile(j.TraceFile, fmt.Appendf(nil, "t=1 seq=1 first\nt=2 seq=2 round=%d\n", j.Round), 0o644)
			}
		}
		answer := message{Report: &report}
		if j.Minimise != nil {
			small := scenarios.Minimal{
				Outcome: scenarios.Outcome{Case: j.Case, Hash: "00ff"}, Setting: scenarios.Named(j.Scenario).Setting(), Fingerprint: "a note",
			}.Replay(j.Scenario, nil)
			answer.Minimal = &small
		}
		answers.Encode(answer)
	}
}

// command runs the command and returns what it printed.
func command(args ...string) (status int, out, errOut string) {
	var o, e bytes.Buffer
	status = run(args, strings.NewReader(""), &o, &e)
	return status, o.String(), e.String()
}
