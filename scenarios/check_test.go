package scenarios

import (
	"flag"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/program"
)

// set gives a flag a value for the time of a test.
func set(t *testing.T, name, value string) {
	t.Helper()
	f := flag.Lookup(name).Value
	before := f.String()
	t.Cleanup(func() {
		if err := f.Set(before); err != nil {
			t.Error(err)
		}
	})
	if err := f.Set(value); err != nil {
		t.Fatal(err)
	}
}

// What Check makes of a scenario is the same for all of the catalogue; the command runs the others. With another seed each time,
// one run in some hundred would not meet what the broken one does wrong.
func TestCheckRunsTheCatalogue(t *testing.T) {
	set(t, "rapid.checks", "15")
	set(t, "rapid.seed", "1")
	for _, name := range []string{"direct-first-start", "broken-last-offset"} {
		t.Run(name, func(t *testing.T) { Check(t, Named(name)) })
	}
}

// The survey of a consumer finds what its author would have written down: what it asks of the services, which of that
// changes something, and whom it can be cut off from. Of one that does not work at all it says what it printed.
func TestSurvey(t *testing.T) {
	t.Parallel()
	s, err := Named("direct-append").complete("")
	if err != nil {
		t.Fatal(err)
	}
	stage, err := NewStage(OpenLibrary(t, s), s.Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stage.Close)
	space, err := stage.survey(s)
	if err != nil {
		t.Fatal(err)
	}
	mutations := map[string]bool{}
	for _, o := range space.Operations {
		if o.Count < 1 {
			t.Errorf("the survey counts %d of %s", o.Count, o.Op)
		}
		if o.Op != "zookeeper.create" { // there are some that find the node
			mutations[o.Op] = o.Mutation
		}
	}
	want := map[string]bool{"redis.rpush": true, "zookeeper.multi": true, "kafka.fetch": false, "kafka.list_offsets": false}
	for op, mutation := range want {
		if got, ok := mutations[op]; !ok || got != mutation {
			t.Errorf("the survey says of %s: there %v, a mutation %v", op, ok, got)
		}
	}
	if diff := cmp.Diff(Named("direct-append").Space.Links, space.Links); diff != "" {
		t.Errorf("links differ (-want +got):\n%s", diff)
	}
	if space.Outputs < 50 || space.Within <= 0 {
		t.Errorf("the survey finds %d outputs in %v", space.Outputs, space.Within)
	}

	mute := s
	mute.Consumer.Args = []string{"--no-such-flag"}
	_, err = stage.survey(mute)
	for _, want := range []string{"as far as Model.Commits can read them", "no-such-flag"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the survey of a consumer that does not start says %v, want %q", err, want)
		}
	}
}

func TestFillKeepsWhatIsGiven(t *testing.T) {
	given := faults.Space{
		Processes: []string{"p"}, Outputs: 1, Within: 2, Operations: []faults.Operation{{Op: "o"}},
		Links: [][2][]string{{{"a"}, {"b"}}}, Versions: []string{"v"},
	}
	other := faults.Space{
		Processes: []string{"q"}, Outputs: 3, Within: 4, Operations: []faults.Operation{{Op: "x"}},
		Links: [][2][]string{{{"c"}, {"d"}}}, Versions: []string{"w"},
	}
	if diff := cmp.Diff(given, fill(given, other)); diff != "" {
		t.Errorf("given fields differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(other, fill(faults.Space{}, other)); diff != "" {
		t.Errorf("learned fields differ (-want +got):\n%s", diff)
	}
}

func TestCompleteGivesDefaults(t *testing.T) {
	mine := Scenario{
		Workload: Workload{Records: 7},
		Consumer: Consumer{Builds: []Program{
			{Source: program.Source{Package: "./cmd/mine"}}, {Version: "next", Source: program.Source{Package: "./cmd/mine", Tags: []string{"next"}}},
		}},
		Promise: model.Promise{Guarantee: model.AtLeastOnce},
		Model:   model.Config{Start: model.Latest},
	}
	got, err := mine.complete("TestMine")
	if err != nil {
		t.Fatal(err)
	}
	want := mine
	want.Name = "TestMine"
	want.Workload = Workload{Partitions: 3, Records: 7, Size: 60}
	want.Variants = []Variant{{Start: model.Latest}}
	want.Consumer.Builds = []Program{
		{Name: "mine-v1", Version: "v1", Source: program.Source{Package: "./cmd/mine"}},
		{Name: "mine-next", Version: "next", Source: program.Source{Package: "./cmd/mine", Tags: []string{"next"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("completed scenario differs (-want +got):\n%s", diff)
	}
	if mine.Consumer.Builds[0].Name != "" {
		t.Error("complete changes the caller's programs")
	}
}

func TestCompleteRefuses(t *testing.T) {
	builds := func(versions ...string) (c Consumer) {
		for _, v := range versions {
			c.Builds = append(c.Builds, Program{Version: v, Source: program.Source{Package: "./cmd/mine"}})
		}
		return c
	}
	promise := model.Promise{Guarantee: model.AtLeastOnce}
	for want, s := range map[string]Scenario{
		"no program":               {Promise: promise},
		"promises nothing":         {Consumer: builds("")},
		"two builds of version v2": {Consumer: builds("v2", ""), Promise: promise},
		"log_truncate, which wants Workload.Truncatable": {
			Consumer: builds(""), Promise: promise, Space: faults.Space{Also: []faults.Kind{faults.Crash, faults.LogTruncate}}},
		"wants a Patience of 30s": {Consumer: builds(""), Promise: promise, Space: faults.Space{Timeout: faultsMax / 2}},
		"log_compact, which wants Workload.Compacted with orders": {
			Consumer: builds(""), Promise: promise, Workload: Workload{Compacted: "keys"}, Space: faults.Space{Kinds: []faults.Kind{faults.LogCompact}}},
		"member_lag, which wants Workload.Ensemble of 2 or more": {
			Consumer: builds(""), Promise: promise, Space: faults.Space{Also: []faults.Kind{faults.MemberLag}}},
	} {
		if _, err := s.complete("t"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

// A failure of a sweep is told as one of Check is: with the case as data that replays.
func TestAccountOfASweptRun(t *testing.T) {
	sc := Named("direct-append")
	crash := faults.Fault{Kind: faults.Crash, At: faults.Place{Process: "consumer#1", Output: 7}}
	s := Swept{What: []string{"send to redis:6379"}, CaseReport: CaseReport{
		Scenario: sc.Name, Case: Case{Seed: 1, Schedule: faults.Schedule{Faults: []faults.Fault{crash}}}, Hash: "00ff", Notes: []string{"a note"},
	}}
	told := s.struck(sc)
	_, data, ok := strings.Cut(told, "as data: ")
	if !ok || !strings.HasPrefix(told, "struck at send to redis:6379: direct-append does not keep its promise") || !strings.Contains(told, "  a note\n") {
		t.Fatalf("told:\n%s", told)
	}
	r, err := ParseReplay("told", []byte(data))
	if diff := cmp.Diff(s.Case, r.Case); err != nil || diff != "" || r.Hash != s.Hash {
		t.Errorf("error %v, hash %s, case (-want +got):\n%s", err, r.Hash, diff)
	}
}

func TestReplayCommand(t *testing.T) {
	old, kept := []string{"testdata/rapid/T/T-1.fail"}, []string{"testdata/rapid/T/T-1.fail", "testdata/rapid/T/T-2.fail"}
	for _, c := range []struct {
		test          string
		before, after []string
		want          string
	}{
		{"T", old, kept, "go test -run '^T$' -rapid.failfile=testdata/rapid/T/T-2.fail"},
		{"T", old, old, "go test -run '^T$'"},
		{"T/a+b", nil, nil, `go test -run '^T$/^a\+b$'`},
	} {
		if got := replayCommand(c.test, c.before, c.after); got != c.want {
			t.Errorf("replay command of %s is %s, want %s", c.test, got, c.want)
		}
	}
}
