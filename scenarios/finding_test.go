package scenarios

import (
	"strings"
	"testing"

	"github.com/onceover/onceover/model"
)

// Each code is found where it is due, and its twin below it, which differs by little, shows another.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		want, tale string
		end        model.End
	}{
		{"OK", "a push 0-11, a store 12", model.Drained},
		{"EO", "a set 0-3, a dies, b starts, b set 0-11, b store 12", model.Drained},
		{"D2", "a push 0-3, a dies, b starts, b set 0-11, b store 12", model.Drained},
		{"D1", "a push 0-1, a dies, b starts, b push 0-11, b store 12", model.Drained},
		{"D4", "a push 0-1, a store 2, a push 2-9, a dies, b starts, b push 2-11, b store 12", model.Drained},
		{"D3", "a push 0-5, a dies, b starts, b push 0-11, b store 12", model.Drained},
		{"Dall", "a push 0-7, a store 8, a dies, b starts, b push 0-11, b store 12", model.Drained},
		{"Dall", "a push 0-11, a store 8, a trim 4, a dies, b starts, b push 4-11, b store 12", model.Open}, // what is left of the log
		{"D∞", "a push 0-9, x starts, x push 0-11, x store 12", model.Drained},
		{"D1", "a push 0-1, x starts, x push 0-11, x store 12", model.Drained},
		{"L1", "a store 2, a dies, b starts, b push 2-11, b store 12", model.Drained},
		{"L2", "a store 4, a dies, b starts, b push 4-11, b store 12", model.Drained},
		{"L1", "a push 2-3, a store 4, a dies, b starts, b push 4-11, b store 12", model.Drained}, // the first batch failed
		{"Lgap", "a dies, b starts, b push 2-3, b store 4, b push 4-11, b store 12", model.Drained},
		{"OK", "a store 2, a push 0-1, a dies, b starts, b push 2-11, b store 12", model.Drained}, // in time
		{"STOP", "a push 0-1, a store 2, a exits 1", model.Drained},
		{"OK", "a push 0-1, a store 2, a exits 1, b starts, b push 2-11, b store 12", model.Drained},
		{"OK", "a push 0-1, a store 2, a exits 0", model.Open},
		{"STUCK", "a push 0-1, a store 2", model.Bound},
		{"RPT", "a push 0-1, a store 2, a trim 6, a tells 2-6, a push 6-11, a store 12", model.Drained},
		{"SIL", "a push 0-1, a store 2, a trim 6, a push 6-11, a store 12", model.Drained},
		{"STOP", "a push 0-1, a store 2, a trim 6, a exits 1", model.Drained}, // it has passed nothing
		{"SIL+STOP", "a push 0-1, a store 2, a trim 6, a store 4, a exits 1", model.Drained},
		{"REG", "a push 0-3, a store 4, a store 2, a store 4, a push 4-11, a store 12", model.Drained},
		{"OK", "a push 0-3, a store 4, a restore 2, a push 4-11, a store 12", model.Drained},
		{"TORN+D1", "a starts, a push 0-1, a push 1:0-1, a store 2, a dies, b starts, b push 2-11, b push 1:0-11, b store 12, b store 1:12", model.Drained},
		{"ORD", "a push 0-1, a push 4-5, a push 2-3, a push 6-11, a store 12", model.Drained},
		{"OLD+EO", "a key 0, a key 1, a key 0, a push 2-11, a store 12", model.Drained},
		{"STOP", "a push 0-9, a store 10, a dies, a again 4, b starts, b exits 1", model.Drained}, // nothing of the new topic was passed
		{"SIL", "a push 0-9, a store 10, a dies, a again 12, b starts, b push 22-23, b store 12", model.Drained},
		{"OK", "a push 0-11, a looks offset=12, a store 12", model.Drained},
		{"BLIND", "a push 0-11, a looks bad=x, a store 12", model.Drained},
		{"FALSE", "a push 0-1, a tells 4-6, a push 2-11, a store 12", model.Drained},
		{"ABORT", "a push 0-11, a aborts 12, a push 12, a store 13", model.Drained},
		{"OK", "a push 0-11, a aborts 12, a store 13", model.Drained},
	} {
		f := findingOf(t, c.tale, c.end, model.Earliest)
		if !sameCodes(f.Codes, c.want) {
			t.Errorf("%s: found %v, want %s", c.tale, f.Codes, c.want)
		}
	}
}

// Who begins at the log's start though the group had come further under its old name has forgotten all of it; it is a replay
// of some batches where the name is the same, and nobody had stored anything yet.
func TestFindingOfRenamedGroup(t *testing.T) {
	for _, c := range []struct{ tale, same, renamed string }{
		{"a push 0-7, a dies, b starts, b push 0-11, b store 12", "D4", "Dall"},
		{"a push 0-5, a dies, b starts, b push 0-11, b store 12", "D3", "D3"},
		{"a push 0-9, a dies, b starts, b push 2-11, b store 12", "D4", "D4"},
		{"a push 0-11, b starts, b store 4, b push 4-11, b store 12", "D∞", "D∞"},
	} {
		h, v := judged(t, c.tale, model.Drained, model.Earliest)
		for renamed, want := range map[bool]string{false: c.same, true: c.renamed} {
			if f := find(h, v, 2, renamed); !sameCodes(f.Codes, want) {
				t.Errorf("%s, renamed %v: found %v, want %s", c.tale, renamed, f.Codes, want)
			}
		}
	}
}

func sameCodes(got []string, want string) bool {
	all := strings.Split(want, "+")
	for _, code := range all {
		if !(&Finding{Codes: got}).has(code) {
			return false
		}
	}
	return len(all) == len(got)
}

// A group that stores nothing and begins at the log's end loses what came meanwhile, whether or not more comes.
func TestFindingOfGap(t *testing.T) {
	for _, c := range []struct{ want, tale string }{
		{"Lgap", "a starts, a fetch 1:0, a push 1:0-11, a fetch 0, a push 0-3, a dies, b starts, b fetch 8, b push 8-11"},
		{"Lgap", "a starts, a fetch 1:0, a push 1:0-11, a fetch 0, a push 0-3, a dies, b starts"},
		{"OK", "a starts, a fetch 1:0, a push 1:0-11, a fetch 0, a push 0-3, a dies, b starts, b fetch 4, b push 4-11"},
	} {
		if f := findingOf(t, c.tale, model.Drained, model.Latest); !sameCodes(f.Codes, c.want) {
			t.Errorf("%s: found %v with %d lost, want %s", c.tale, f.Codes, f.Losses, c.want)
		}
	}
}

// What is expected bounds what may be found, and says what must be.
func TestExpectations(t *testing.T) {
	for _, c := range []struct{ expected, found, beyond, missing string }{
		{"OK", "OK", "", ""},
		{"OK", "EO", "EO", ""},
		{"EO", "OK", "", "EO"},
		{"EO", "D1", "D1", "EO"},
		{"D1", "OK D1", "", ""},
		{"D1", "D2", "D2", ""},
		{"D1", "EO", "", "D1"},
		{"D1?", "OK", "", "D1"},
		{"D1?+OK?", "OK", "", ""},
		{"LW?+DW?", "D2", "", ""},
		{"LW?+DW?", "OK", "", "LW DW"},
		{"LW+DW?", "D2", "", "LW"},
		{"DW", "D1", "", "DW"},
		{"DW", "D4", "", ""},
		{"DW", "Dall", "Dall", ""},
		{"Dall", "D6", "", "Dall"},
		{"Dall", "D∞", "D∞", ""},
		{"D∞", "Dall", "", "D∞"},
		{"LW+DW", "D2 L1", "", "LW"},
		{"Lgap", "L3", "", "Lgap"},
		{"LW", "Lgap", "Lgap", ""},
		{"L1+STOP?", "L1 STOP REG", "REG", ""},
	} {
		x, err := parseExpectation(c.expected)
		if err != nil {
			t.Fatal(err)
		}
		found := strings.Fields(c.found)
		if got := strings.Join(x.beyond(found), " "); got != c.beyond {
			t.Errorf("%s of %s goes beyond by %q, want %q", c.found, c.expected, got, c.beyond)
		}
		if got := strings.Join(x.missing(found), " "); got != c.missing {
			t.Errorf("%s of %s lacks %q, want %q", c.found, c.expected, got, c.missing)
		}
		if x.String() != c.expected {
			t.Errorf("%s is written %s", c.expected, x)
		}
	}
}
