package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/scenarios"
)

func TestBadUsageOfMinimise(t *testing.T) {
	name := filepath.Join(t.TempDir(), "newer")
	if err := os.WriteFile(name, []byte("{\n\"format\":7}"), 0o644); err != nil {
		t.Fatal(err)
	}
	for args, says := range map[string]string{
		"minimise":                    "accepts 1 arg(s), received 0",
		"minimise missing":            "no such file",
		"minimise " + name:            "newer:2: format: format 7",
		"minimise missing --budget 0": "--budget 0: at least one run is needed",
	} {
		status, out, errOut := command(strings.Fields(args)...)
		if status != exitUsage || !strings.Contains(errOut, says) || out != "" {
			t.Errorf("%s: status %d; it said %q, want %q; printed %q", args, status, errOut, says, out)
		}
	}
	if status, out, _ := command("minimise", "--help"); status != exitAsPromised || !strings.Contains(out, "Examples:\n  onceover ") {
		t.Errorf("help: status %d, printed:\n%s", status, out)
	}
}

// The file of a minimal case goes beside the first, unless it is told where, and reads back with the scenario in its setting.
func TestMinimalFile(t *testing.T) {
	o, named := minimiseOptions{}, minimiseOptions{out: "elsewhere", fingerprint: "stuck.lag"}
	first := filepath.Join(t.TempDir(), "direct-append-17.scenario.json")
	o.complete(first, scenarios.Replay{Fingerprint: "loss.skip"})
	named.complete(first, scenarios.Replay{Fingerprint: "loss.skip"})
	if o.out != strings.TrimSuffix(first, ".scenario.json")+".minimal.scenario.json" || o.fingerprint != "loss.skip" {
		t.Errorf("%+v", o)
	}
	if named.out != "elsewhere" || named.fingerprint != "stuck.lag" {
		t.Errorf("%+v", named)
	}
	m := scenarios.Minimal{Setting: scenarios.Named("direct-append").Setting(), Fingerprint: "loss.skip"}
	m.Setting.Workload.Records = 2
	m.Outcome.Hash = "00ff"
	m.Outcome.Case.Schedule.Faults = []faults.Fault{{Kind: faults.Crash, At: faults.Place{Process: "consumer#1", Output: 3}}}
	m.Knockouts = []scenarios.Knockout{{Fault: 1, What: "crash", Instead: []string{"stuck.lag"}}}
	want := m.Replay("direct-append", map[string]string{"kafka": "aa"})
	var out bytes.Buffer
	if err := o.keep(want, &out); err != nil || !strings.Contains(out.String(), "onceover replay "+o.out) {
		t.Fatalf("error %v, printed %q", err, out.String())
	}
	got, list, err := readReplay(o.out)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("error %v (-want +got):\n%s", err, diff)
	}
	if list[0].Workload.Records != 2 || list[0].Workload.Partitions != scenarios.Named("direct-append").Workload.Partitions {
		t.Errorf("the scenario is not in its setting: %+v", list[0].Workload)
	}
}

// Whoever wants to hears what a worker says on its way to the answer.
func TestBeatsAreHeard(t *testing.T) {
	p := fakePool(t, 1, script{0: "panic"})
	var heard []beat
	p.heard = func(_ job, m message) { heard = append(heard, *m.Beat) }
	err := p.run(t.Context(), []job{{Scenario: "direct-append"}}, func(job, message) {})
	if err != nil || len(heard) != 1 || heard[0].Phase != running {
		t.Errorf("heard %+v, error %v", heard, err)
	}
}
