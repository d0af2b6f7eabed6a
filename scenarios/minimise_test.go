package scenarios

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// faultsAtMost is how many faults the smallest case of a broken consumer may have.
const faultsAtMost = 3

// shownBy is the first of a scenario's cases in which a broken consumer shows its mistake, and the cases behind it.
func shownBy(t *testing.T, l *Library, sc Scenario) Case {
	t.Helper()
	st, err := NewStage(l, sc.Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for i := range 100 {
		c := sc.DrawCase(1, i)
		if o, err := st.Run(sc, c); err != nil {
			t.Fatal(err)
		} else if o.Shown && len(c.Schedule.Faults) > 1 {
			return c
		}
	}
	t.Fatalf("no case of %s shows its mistake", sc.Name)
	return Case{}
}

// Broken consumers' cases become small, keep what was wrong, and no fault of theirs can go. The golden tells what they have
// become. Only commit a rewrite if you understand what caused it and if it is desired.
func TestMinimiseBrokenConsumers(t *testing.T) {
	t.Parallel()
	const golden = "testdata/minimal.txt"
	var told strings.Builder
	list := []Scenario{brokenCommitFirst(), brokenLastOffset(), brokenSwallowedCommit()}
	l := OpenLibrary(t, list...)
	for _, sc := range list {
		c := shownBy(t, l, sc)
		m, err := Minimiser{Library: l}.Minimise(sc, c, nil, "")
		if err != nil {
			t.Fatalf("%s: %v", sc.Name, err)
		}
		tellMinimal(&told, sc, c, m)
		if n := len(m.Outcome.Case.Schedule.Faults); n > faultsAtMost || !m.Complete {
			t.Errorf("%s: %d faults remain, complete: %t", sc.Name, n, m.Complete)
		}
		checkMinimal(t, l, sc, m)
	}
	want, err := os.ReadFile(golden)
	if diff := cmp.Diff(string(want), told.String()); (err != nil || diff != "") && !*update {
		t.Errorf("minimal cases differ, error %v (-want +got):\n%s", err, diff)
	} else if *update {
		if err := os.WriteFile(golden, []byte(told.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func tellMinimal(b *strings.Builder, sc Scenario, was Case, m Minimal) {
	w := m.Setting.Workload
	fmt.Fprintf(b, "%s: %s\nis shown by\n%s", sc.Name, sc.Summary, indent(was.Schedule.String()))
	fmt.Fprintf(b, "of which remains, for %s,\n%s", m.Fingerprint, indent(m.Outcome.Case.Schedule.String()))
	fmt.Fprintf(b, "with %d records of %d bytes in %d partitions\n", w.Records, w.Size, w.Partitions)
	for _, k := range m.Knockouts {
		fmt.Fprintf(b, "  %s\n", k)
	}
	b.WriteString("\n")
}

// checkMinimal runs a minimal case again, and without each of its faults.
func checkMinimal(t *testing.T, l *Library, sc Scenario, m Minimal) {
	t.Helper()
	in, err := sc.In(&m.Setting)
	if err != nil {
		t.Fatal(err)
	}
	st, err := NewStage(l, m.Setting.Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	c := m.Outcome.Case
	o, err := st.Run(in, c)
	if err != nil || o.Hash != m.Outcome.Hash || !slices.Contains(o.Fingerprints(), m.Fingerprint) {
		t.Errorf("%s: run again, it shows %q and not %q, hash %s, error %v", sc.Name, o.Fingerprints(), m.Fingerprint, o.Hash, err)
	}
	for i := range c.Schedule.Faults {
		without := c
		without.Schedule = faults.Schedule{Faults: slices.Delete(slices.Clone(c.Schedule.Faults), i, i+1)}
		o, err := st.Run(in, without)
		if err != nil || slices.Contains(o.Fingerprints(), m.Fingerprint) || m.Knockouts[i].Appears {
			t.Errorf("%s: fault %d is not needed: %q, error %v", sc.Name, i+1, o.Fingerprints(), err)
		}
	}
}

// Where a case has two things wrong with it, each becomes small by itself: neither ends at the other, nor at the third that
// takes no fault at all, and a budget that is too small gives a case that still has it.
func TestMinimiseDoesNotSlide(t *testing.T) {
	t.Parallel()
	sc := brokenCommitFirst()
	sc.Broken, sc.Workload.Partitions, sc.Workload.Records = nil, 1, 10
	l := OpenLibrary(t, sc)
	const thrice = "the consumer started three times"
	sc.Inspect = func(h *model.History, _ model.Verdict) []string {
		if h.Incarnation("consumer#3") != nil {
			return []string{thrice}
		}
		return nil
	}
	again := faults.Fault{Kind: faults.Crash, At: faults.Place{Process: "consumer#2", Output: 20}}
	crash := faults.Fault{
		Kind: faults.PowerLoss, Restart: &faults.Restart{},
		At: faults.Place{Op: "zookeeper.multi", Stage: "answered", Client: "consumer#1", Occurrence: 3},
	}
	idle := faults.Fault{Kind: faults.Delay, For: 1e9, At: faults.Place{Op: "kafka.fetch", Stage: "received", Occurrence: 2}}
	c := Case{Seed: 1, Schedule: faults.Schedule{Faults: []faults.Fault{idle, crash, again}}}
	for _, test := range []struct {
		fingerprint string
		budget      int
		want        []faults.Kind
	}{
		{"loss.commit-ahead after a kill", 0, []faults.Kind{faults.Crash}},
		{"loss.commit-ahead after a kill", 2, []faults.Kind{faults.PowerLoss}},
		{thrice, 0, []faults.Kind{faults.Crash, faults.Crash}},
		{"commit-ahead.unapplied", 0, nil},
	} {
		m, err := Minimiser{Library: l, Budget: test.budget}.Minimise(sc, c, nil, test.fingerprint)
		if err != nil {
			t.Fatalf("%s: %v", test.fingerprint, err)
		}
		var kinds []faults.Kind
		for _, f := range m.Outcome.Case.Schedule.Faults {
			kinds = append(kinds, f.Kind)
		}
		if !slices.Contains(m.Outcome.Fingerprints(), test.fingerprint) || !slices.Equal(kinds, test.want) {
			t.Errorf("%s: with budget %d these remain: %v, which show %q", test.fingerprint, test.budget, kinds, m.Outcome.Fingerprints())
		}
		checkMinimal(t, l, sc, m)
	}
	if _, err := (Minimiser{Library: l}).Minimise(sc, c, nil, "stuck.lag"); err == nil || !strings.Contains(err.Error(), thrice) {
		t.Errorf("error %v, want one that says what there is", err)
	}
	sc.Consumer = variantOf("correct", "append", load)
	if _, err := (Minimiser{Library: l}).Minimise(sc, Case{Seed: 1}, nil, ""); err == nil {
		t.Error("a case with which nothing is wrong became smaller")
	}
}

// The correct twin of a broken consumer is asked about each form that would be taken, so that the search never goes on from one
// at which the twin is not clean. Here it is as wrong as the other.
func TestMinimiseAsksTheTwin(t *testing.T) {
	t.Parallel()
	sc := brokenCommitFirst()
	s := newSearch(Minimiser{Library: OpenLibrary(t, sc)}, sc)
	defer s.close()
	st, err := s.stage(sc.Workload)
	if err != nil {
		t.Fatal(err)
	}
	stored := faults.Place{Op: "zookeeper.multi", Stage: "answered", Client: "consumer#1", Occurrence: 3}
	c := Case{Seed: 1, Schedule: faults.Schedule{Faults: []faults.Fault{{Kind: faults.Crash, At: stored}}}}
	s.drawn, s.target, s.foretold = c, "loss.commit-ahead after a kill", true
	for name, clean := range map[string]bool{"correct": true, "commit-first": false} {
		sc.Broken = &Broken{Foretold: sc.Broken.Foretold, Twin: variantOf(name, "append", load)}
		s.scenario = sc
		clear(s.tried)
		o, keeps := s.try(form{c.Schedule, sc.Setting()})
		want, err := st.Run(sc, c)
		if err != nil || keeps != clean || o.Hash != want.Hash || (len(o.Notes) == 0) != clean {
			t.Errorf("beside %s: taken %t, notes %q, trace %s, error %v, want trace %s", name, keeps, o.Notes, o.Hash, err, want.Hash)
		}
	}
}
