package reports

import (
	"encoding/xml"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

// catalogue is scenarios of every sort.
var catalogue = []scenarios.Scenario{
	{Name: "direct-append", Summary: "results are appended", Promise: model.Promise{Guarantee: model.AtLeastOnce}},
	{Name: "direct-keyed", Summary: "results have keys", Promise: model.Promise{Guarantee: model.ExactlyOnce, Unordered: true}},
	{Name: "direct-transaction", Summary: "results and offsets in one transaction", Promise: model.Promise{Guarantee: model.ExactlyOnce, Fenced: true}},
	{Name: "direct-upgrade", Summary: "restarted as another build", Promise: model.Promise{Guarantee: model.AtLeastOnce}},
	{Name: "broken-commit-first", Summary: "stores before it writes", Promise: model.Promise{Guarantee: model.AtLeastOnce}, Broken: &scenarios.Broken{}},
}

func lost(partition int) model.Anomaly {
	return model.Anomaly{
		Kind: model.Loss, Sub: model.LossCommitAhead, Topic: "orders", Partition: partition, From: 5, Until: 10, Records: 5,
		Explain: "consumer#1 stored offset 10 before it had written offsets 5..9, and was killed, so offsets 5..9 were lost.",
	}
}

func caseOf(s scenarios.Scenario, index int, c scenarios.CaseReport) scenarios.CaseReport {
	c.Scenario = s.Name
	c.Case = scenarios.Case{Index: index, Seed: uint64(index) * 1000, Schedule: faults.Schedule{Faults: []faults.Fault{crashAtOutput}}}
	c.Time = 1500 * time.Millisecond
	c.Faults = []faults.Count{{Kind: faults.Crash, Requested: 1, Armed: 1, Delivered: 1}}
	if c.Vacuous {
		c.Faults[0].Delivered = 0
	}
	if c.Error == "" {
		c.Hash = strings.Repeat(number(int64(index)), 8)
	}
	return c
}

// wrote is what a scenario's own inspection may say.
var wrote = []string{"after consumer#2 started, consumer#1 still wrote a result of build v1 (step 96)"}

// allSorts is a result in which each scenario stands differently.
func allSorts() scenarios.Result {
	rows := [][]scenarios.CaseReport{
		{{Good: true, Duplicates: 5}, {Good: true}},
		{{Losses: 20, Anomalies: []model.Anomaly{lost(0), lost(1), lost(2), lost(3)}}, {Good: true, Absorbed: 7},
			{Notes: wrote}, {Notes: wrote}, {Notes: wrote}, {Notes: wrote}, {Notes: wrote}},
		{{Good: true}, {Error: "worker died (exit status 2) in case 1 of direct-transaction:\npanic: remainder\n\ngoroutine 1"}},
		{{Good: true, Vacuous: true}, {Good: true}},
		{{Good: true}, {Good: true, Shown: true, Losses: 5, Anomalies: []model.Anomaly{lost(0)}}},
	}
	r := scenarios.Result{Format: 1, Seed: 7, Cases: 50, Shard: "0/2", Toolchain: "go1.26", Determinism: "d0d0", Differing: -1}
	for i, s := range catalogue {
		var cases []scenarios.CaseReport
		for n, c := range rows[i] {
			cases = append(cases, caseOf(s, n, c))
		}
		r.Rows = append(r.Rows, scenarios.NewRow(s, cases))
	}
	return r
}

func TestText(t *testing.T) {
	golden(t, "text_file.txt", Text(allSorts(), Place{}))
	golden(t, "text_terminal.txt", Text(allSorts(), Place{Dir: "reports/out", Rates: map[string]string{"direct-append": "31.4", "direct-keyed": "-"}}))

	good := allSorts()
	good.Rows, good.Shard, good.Twice, good.Differing = good.Rows[:1], "", 50, 0
	golden(t, "text_good.txt", Text(good, Place{}))
	good.Interrupted = true
	golden(t, "text_interrupted.txt", Text(good, Place{}))
}

func TestJUnit(t *testing.T) {
	got, err := JUnit(allSorts())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "junit.xml", got)
	var back junitSuites
	if err := xml.Unmarshal(got, &back); err != nil || len(back.Suite.Cases) != len(catalogue) {
		t.Errorf("read back as %+v (%v)", back, err)
	}
}

// What guests print may be anything; a report of it must still be XML.
func TestJUnitOfAnyText(t *testing.T) {
	r := scenarios.Result{Rows: []scenarios.Row{scenarios.NewRow(catalogue[0], []scenarios.CaseReport{
		caseOf(catalogue[0], 0, scenarios.CaseReport{Error: "\x00\x1b[31m ]]> <&\xff"})})}}
	got, err := JUnit(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(got, &junitSuites{}); err != nil {
		t.Errorf("%v in:\n%s", err, got)
	}
}

func TestMarkdown(t *testing.T) { golden(t, "report.md", Markdown(allSorts())) }

func TestList(t *testing.T) { golden(t, "list.txt", List(catalogue)) }

// A result has its four reports, a replay of each failure that came to a trace, and an example of each broken consumer;
// each replay can be read back.
func TestFiles(t *testing.T) {
	r := allSorts()
	r.Programs = map[string]string{"kafka": "01", "zookeeper": "02", "redis": "03", "producer": "04", "other": "05"}
	files, err := Files(r, catalogue)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
		if !strings.HasSuffix(f.Name, ".scenario.json") {
			continue
		}
		replay, err := scenarios.ParseReplay(f.Name, f.Content)
		if err != nil || len(replay.Programs) != 4 || replay.Programs["redis"] != "03" || len(replay.Finding) == 0 {
			t.Errorf("%s: %v in %+v", f.Name, err, replay)
		}
	}
	want := []string{
		"report.json", "report.txt", "report.md", "junit.xml", "direct-keyed-0.scenario.json", "direct-keyed-2.scenario.json", "direct-keyed-3.scenario.json",
		"direct-keyed-4.scenario.json", "direct-keyed-5.scenario.json", "direct-keyed-6.scenario.json", "broken-commit-first-example.scenario.json",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	if text := string(files[1].Content); !strings.HasSuffix(text, "\ndeterminism: d0d0\n") {
		t.Errorf("report.txt ends otherwise:\n%s", text)
	}
}
