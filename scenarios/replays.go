package scenarios

import (
	"testing"
)

// Replays runs one case of a scenario, which is what a replay file holds, and fails the test if it breaks the scenario's
// promise, as the cases of broken consumers do that show their mistake, or if none of its faults is delivered any more: then it shows
// nothing. The file is the text of a replay file, as "onceover run" writes it and as Check prints it of a failure; "onceover replay
// FILE --emit-test" writes such a test.
//
// The scenario is one of the catalogue, or one around the caller's own program, as for Check; its name may be left empty.
// The case depends on its seed and its faults only, so that it strikes where it did as long as the programs ask the same of
// the services. Where the trace is not that of the file, the test logs which programs are other builds.
func Replays(t *testing.T, s Scenario, file string) {
	t.Helper()
	s, err := s.complete("")
	if err != nil {
		t.Fatal(err)
	}
	r, s, err := ParseReplayOf("the replay file", []byte(file), func(name string) (Scenario, error) {
		if s.Name == "" {
			s.Name = name
		}
		if s.Name != name {
			return s, &UnknownScenarioError{Name: name, Known: []string{s.Name}}
		}
		return s, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	library := OpenLibrary(t, s)
	stage, err := NewStage(library, s.Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stage.Close)
	o, err := stage.Run(s, r.Case)
	switch {
	case err != nil:
		t.Fatal(err)
	case o.Report(s.Name).Inconclusive():
		t.Errorf("case %d of %s does not deliver its faults any more, so it shows nothing:\n%s", r.Case.Index, s.Name, r.Case.Schedule)
	case !o.Good() || s.column(r.Case.Index).Broken != nil && o.Shown:
		t.Error(o.account(s))
	}
	if other := r.OtherBuild(library.IDs(Programs([]Scenario{s}))); o.Hash != r.Hash {
		t.Logf("the trace is %s, not %s as in the file; programs that are not those of the file: %v", o.Hash, r.Hash, other)
	}
}
