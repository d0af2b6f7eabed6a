package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
)

// anythingCases is how many cases of each drawn scenario the test runs.
const anythingCases = 2

// What is drawn keeps what is promised of it.
func TestAnything(t *testing.T) {
	t.Parallel()
	list := Anything(1)
	library := OpenLibrary(t, list...)
	for _, s := range list {
		t.Run(s.Name, func(t *testing.T) {
			st, err := NewStage(library, s.Workload, false)
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			for i := range anythingCases {
				o, err := st.Run(s, s.DrawCase(1, i))
				if err != nil {
					t.Fatal(err)
				}
				if !o.Good() {
					t.Errorf("case %d of %s: %s", i, s.Summary, o.account(s))
				}
			}
		})
	}
}

// A number means one scenario, by whatever way it is found, and a name that is no number means none.
func TestAnythingByName(t *testing.T) {
	found, err := Find([]string{"direct-anything-731", "direct-anything-3"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range found {
		names = append(names, s.Name)
		again, err := FindOne(s.Name)
		if diff := cmp.Diff([]any{s.Summary, s.Workload, s.Consumer}, []any{again.Summary, again.Workload, again.Consumer}); err != nil || diff != "" {
			t.Errorf("%s is another one the second time: %v\n%s", s.Name, err, diff)
		}
		if diff := cmp.Diff(s.DrawCase(1, 5), again.DrawCase(1, 5)); diff != "" {
			t.Errorf("%s has another case 5 the second time:\n%s", s.Name, diff)
		}
	}
	if diff := cmp.Diff([]string{"direct-anything-3", "direct-anything-731"}, names); diff != "" {
		t.Error(diff)
	}
	for _, wrong := range []string{"direct-anything-0", "direct-anything-03", "direct-anything-", "direct-anything-x", "direct-anything-1 "} {
		if _, err := FindOne(wrong); err == nil {
			t.Errorf("%q is found", wrong)
		}
	}
}

// Worlds of all sorts are drawn.
func TestAnythingIsDrawn(t *testing.T) {
	var words strings.Builder
	kinds := map[faults.Kind]bool{}
	for n := range 200 {
		s := drawScenario(n + 1)
		words.WriteString(s.Summary + "\n")
		for i := range 20 {
			c := s.DrawCase(1, i)
			if err := c.Schedule.Validate(); err != nil {
				t.Fatalf("%s, case %d: %v", s.Name, i, err)
			}
			for _, f := range c.Schedule.Faults {
				kinds[f.Kind] = true
			}
		}
	}
	for _, part := range []string{
		"append", "keyed", "transaction,", "1 partitions", "5 partitions", "20000 bytes", "batches of 20", "while it runs", "aborted", " keys", "compacted",
		"ensemble", "two instances", "three instances", "second copy", "at once", "offsets stored for three", "slow sink", "deleted",
	} {
		if !strings.Contains(words.String(), part) {
			t.Errorf("no scenario has %q", part)
		}
	}
	for _, k := range slices.Concat(bearable, []faults.Kind{faults.Crash, faults.MemberStop, faults.MemberLag, faults.LogCompact, faults.RecordsDelete, faults.Slow}) {
		if !kinds[k] {
			t.Errorf("no schedule has %s", k)
		}
	}
}

// The vocabulary names scenarios that there are.
func TestVocabularyNamesScenarios(t *testing.T) {
	for _, term := range faults.Vocabulary {
		for _, name := range term.Scenarios {
			if _, err := FindOne(name); err != nil {
				t.Errorf("%s: %v", term.ID, err)
			}
		}
	}
}
