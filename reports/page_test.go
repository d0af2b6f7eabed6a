package reports

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
	"github.com/onceover/onceover/sim/trace"
)

// crashed is the story of a batch whose offset is stored before its results are written.
const crashed = `append orders/0 0..9
start consumer#1 broken v1
consumer#1 asks zookeeper#1 zookeeper.multi received
consumer#1 store orders/0 5
consumer#1 asks zookeeper#1 zookeeper.multi applied
consumer#1 asks zookeeper#1 zookeeper.multi answered
consumer#1 asks redis#1 redis.rpush received
fault 1 consumer#1
crash consumer#1 crash at output 38
healed 1
start consumer#2 broken v2
consumer#2 asks redis#1 redis.rpush received
consumer#2 push orders/0 5..9
consumer#2 asks redis#1 redis.rpush applied
consumer#2 asks redis#1 redis.rpush answered
consumer#2 asks zookeeper#1 zookeeper.multi received
consumer#2 store orders/0 10
consumer#2 asks zookeeper#1 zookeeper.multi applied
consumer#2 asks zookeeper#1 zookeeper.multi answered
exit consumer#2 0
`

// examplePicture is the picture of that story, and the report of its case.
func examplePicture(t *testing.T) (*Picture, scenarios.CaseReport) {
	t.Helper()
	s, o := outcomeOf(t, "promise at-least-once\nfaults crash", crashed)
	o.Hash, o.Time = "00ff", 25e6
	return NewPicture(s, o), o.Report(s.Name)
}

// examplePage has something in each of its parts.
func examplePage(t *testing.T) Page {
	t.Helper()
	picture, c := examplePicture(t)
	r := allSorts()
	r.Rows[0].Failures = append(r.Rows[0].Failures, c)
	r.Rows[0].Standing = scenarios.Anomalous
	r.Programs = map[string]string{"kafka": "01", "redis": "02"}
	kills := killsOf()
	return Page{
		Result: r, Pictures: []Picture{*picture}, Kills: &kills, Modules: []string{"example.org/a v1.2.3"},
		Sweeps: []Sweep{{Scenario: "direct-append", Runs: []scenarios.Swept{
			{Place: -1, CaseReport: scenarios.CaseReport{Good: true}},
			{Place: 0, What: []string{"dial redis"}, CaseReport: scenarios.CaseReport{Good: true, Duplicates: 5}},
			{Place: 1, What: []string{"dial redis"}, CaseReport: scenarios.CaseReport{}},
		}}},
		Matrix: exampleMatrix(), Cells: exampleCells(),
	}
}

func killsOf() Kills {
	return Kills{Seed: 1, Cases: 2, Kills: []Kill{{
		Number: 1, Scenario: "broken-commit-first", Summary: "stores too early", Standing: scenarios.AsPromised, Cases: 2, Shown: 1, First: 0,
		Fired: map[model.Kind]int{model.Loss: 1},
	}}}
}

func pageOf(t testing.TB, p Page) []byte {
	t.Helper()
	b, err := p.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A tag is an element of a page.
type tag struct {
	name       string
	attributes map[string]string
}

var embedded = regexp.MustCompile(`(?s)<(style|script)>.*?</(style|script)>`)

// tags reads a page, which is written so that it is XML, too: an element that is not closed, or one that a text smuggled in,
// does not pass.
func tags(t testing.TB, page []byte) (list []tag) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(embedded.ReplaceAll(page, nil)))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return list
		} else if err != nil {
			t.Fatalf("page is not well-formed: %v", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		of := tag{start.Name.Local, map[string]string{}}
		for _, a := range start.Attr {
			of.attributes[a.Name.Local] = a.Value
		}
		list = append(list, of)
	}
}

// A page stands by itself: each link leads somewhere, nothing is loaded, and no script is in an attribute.
func TestPageStandsByItself(t *testing.T) {
	page := pageOf(t, examplePage(t))
	if !bytes.Equal(page, pageOf(t, examplePage(t))) {
		t.Error("equal pages differ")
	}
	list := tags(t, page)
	written := []string{"matrix/a.scenario.json", "direct-append-sweep-1.scenario.json", "direct-append-17.trace.json"}
	ids := map[string]bool{}
	for _, of := range list {
		if id := of.attributes["id"]; id != "" && ids[id] {
			t.Errorf("two elements have the id %s", id)
		} else if id != "" {
			ids[id] = true
		}
	}
	for _, of := range list {
		for name, value := range of.attributes {
			target, inside := strings.CutPrefix(value, "#")
			switch {
			case strings.HasPrefix(name, "on"), name == "style", name == "src", strings.Contains(value, "//"):
				t.Errorf("<%s %s=%q>", of.name, name, value)
			case name == "href" && inside && !ids[target]:
				t.Errorf("nothing has the id of the link %s", value)
			case name == "href" && !inside && !slices.Contains(written, value):
				t.Errorf("link to %s, which nobody writes", value)
			}
		}
	}
	for _, part := range []string{"summary", "matrix", "counterexamples", "cells", "cell-1", "faults", "places", "mutants", "scope", "permitted", "not-simulated", "determinism", "example-1"} {
		if !ids[part] {
			t.Errorf("page has no part %s", part)
		}
	}
	if strings.Contains(string(page), "http:") || strings.Contains(string(page), "https:") {
		t.Error("page names an address of the network")
	}
}

// hostile are texts that would break out of their place if they were not escaped.
var hostile = []string{
	"</script><script>alert(1)</script>", "</style><b>", "\"><img src=x onerror=alert(1)>", "' onclick='x", "</title></svg><p>", "<!--", "]]>", "&amp;lt;",
	"a\nb\r\n\tc", "javascript:alert(1)", "{{.}}", "\x00", "${x}`", "\u2028\u202e",
}

// hostilePage has a text in every place that somebody else than this module fills.
func hostilePage(t testing.TB, text string) Page {
	a := model.Anomaly{
		Kind: model.Loss, Sub: model.LossCommitAhead, Topic: text, From: 5, Until: 10, Records: 5, Incarnation: text, Explain: text, Step: 3,
		Evidence: []trace.Event{{Name: "x", Args: []trace.Arg{trace.Str("k", text)}}},
	}
	c := caseOf(scenarios.Scenario{Name: text}, 1, scenarios.CaseReport{Losses: 5, Anomalies: []model.Anomaly{a}, Notes: []string{text}})
	s := scenarios.Scenario{Name: text, Summary: text}
	p := Picture{
		Scenario: text, Case: 1, Hash: c.Hash, Lanes: []Lane{{ID: text, Role: laneSource}, {ID: text, Role: laneProcess, Version: text, Start: 1}},
		Operations: []Operation{{Step: 2, Last: 4, From: 1, To: 0, Op: text, Detail: text, Does: text, Label: text, For: forStore, Key: true}},
		Marks:      []Mark{{Step: 1, Lane: 1, Kind: "start", Text: text}}, Faults: []Band{{Number: 1, Text: text, From: 2}},
		Logs:  []LogStory{{Name: text, Ends: []Point{{1, 20}}, Stored: []Point{{3, 10}}, Writes: []Write{{Step: 3, Who: text, From: 5, Until: 9, For: forWrite}}, Ledger: &model.Ledger{Visible: 5, Lost: 5}}},
		Found: []Found{{Fingerprint: text, Kind: model.Loss, Log: text, From: 5, Until: 10, Step: 3, Explain: text}}, Timeline: text, Remarks: []string{text},
	}
	return Page{
		Result:   scenarios.Result{Rows: []scenarios.Row{scenarios.NewRow(s, []scenarios.CaseReport{c})}, Toolchain: text, Programs: map[string]string{"x" + text: text}, Shard: "x" + text},
		Pictures: []Picture{p}, Modules: []string{text},
		Sweeps: []Sweep{{Scenario: text, Missing: []string{text}, Runs: []scenarios.Swept{{What: []string{text}, CaseReport: c}}}},
		Matrix: &MatrixFile{MatrixResult: scenarios.MatrixResult{Toolchain: text, Cells: []scenarios.CellResult{{
			Row: text, Design: "latest", Expected: text, Found: text, Reason: text, Why: text, Unshown: []string{text}, Replay: "x" + text,
			Worst: scenarios.Finding{Losses: 5, Ranges: []string{text}},
		}}}, Sweeps: []MatrixSweep{{text, "x"}}},
		Cells: []CellExample{{
			Cell:   scenarios.CellResult{Row: text, Design: text, Found: text, Replay: "x" + text},
			Replay: scenarios.Replay{Scenario: text, Finding: []string{text}},
		}},
		Dir: "x" + text, Base: "x" + text, Traces: "x" + text,
	}
}

// shape is the elements of a page with the names of their attributes: what a text may not change.
func shape(t testing.TB, page []byte) string {
	var b strings.Builder
	for _, of := range tags(t, page) {
		fmt.Fprint(&b, of.name)
		for _, name := range []string{"id", "class", "href", "src", "onerror", "onclick", "title"} {
			if _, ok := of.attributes[name]; ok {
				fmt.Fprint(&b, " ", name)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func checkHostile(t testing.TB, text string) {
	page, plain := pageOf(t, hostilePage(t, text)), pageOf(t, hostilePage(t, "orders"))
	if n := bytes.Count(page, []byte("<script")); n != 1 {
		t.Errorf("%q: %d scripts", text, n)
	}
	if shape(t, page) != shape(t, plain) {
		t.Errorf("%q changes the elements of the page", text)
	}
	for _, of := range tags(t, page) {
		if strings.HasPrefix(of.attributes["href"], "javascript:") {
			t.Errorf("%q is a link", text)
		}
	}
}

func TestPageOfHostileText(t *testing.T) {
	for _, text := range hostile {
		checkHostile(t, text)
	}
}

func FuzzPage(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range text {
			if r < ' ' && r != '\n' && r != '\t' && r != 0 || r == 0xfffd || r == 0xfffe || r == 0xffff {
				t.Skip("no character of XML, by which this test reads the page")
			}
		}
		if text == "" {
			t.Skip("what is empty is left out")
		}
		checkHostile(t, text)
	})
}

func TestPictureGoldens(t *testing.T) {
	picture, _ := examplePicture(t)
	asJSON, err := json.MarshalIndent(picture, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "page_picture.json", append(asJSON, '\n'))
	perfetto, err := picture.Perfetto()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "page_trace.json", []byte(strings.ReplaceAll(string(perfetto), `{"ph"`, "\n"+`{"ph"`)))
	space := newSpace(picture)
	drawn := string(space.Plot) + "\n" + string(newGrid(picture).Plot) + "\n" + string(ledgerBars(picture)[0].Bar) + "\n"
	golden(t, "page_drawn.svg", []byte(strings.ReplaceAll(drawn, "><", ">\n<")))
}
