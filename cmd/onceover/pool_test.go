package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/scenarios"
)

// stallForTests is never reached by workers that answer.
const stallForTests = time.Hour

// fakePool is a pool of fake workers that have time without end.
func fakePool(t *testing.T, size int, s script) pool {
	t.Helper()
	p, err := newPool(s.setup(), size, stallForTests)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func jobs(n int) []job {
	var list []job
	for i := range n {
		list = append(list, job{Scenario: "direct-append", Case: scenarios.Case{Index: i, Seed: uint64(i)}})
	}
	return list
}

// Whatever becomes of a worker, its case is reported, and every other one is answered.
func TestLostWorkers(t *testing.T) {
	want := map[int]string{
		0: "",
		1: "worker answered something else than it was asked while it loaded its programs",
		2: "",
		3: "worker died (exit status 2) in case 3 of direct-append:\npanic: the ledger has a remainder",
		4: "worker printed something else than an answer (invalid character 'h' looking for beginning of value) in case 4 of direct-append",
		5: "",
	}
	for _, size := range []int{1, 3} {
		got := reasons(t, fakePool(t, size, script{1: "other", 3: "panic", 4: "garbage"}), 6)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d workers, errors differ (-want +got):\n%s", size, diff)
		}
	}
}

// A running case has no time at all here, which only those workers see that say they run one and then do not go on.
func TestStalledWorkers(t *testing.T) {
	p := fakePool(t, 2, script{1: "hang", 2: "hang"})
	p.patience.running = time.Millisecond
	want := map[int]string{
		0: "",
		1: "no progress for 1ms of wall time in case 1 of direct-append",
		2: "no progress for 1ms of wall time in case 2 of direct-append",
		3: "",
	}
	if diff := cmp.Diff(want, reasons(t, p, 4)); diff != "" {
		t.Errorf("errors differ (-want +got):\n%s", diff)
	}
}

// reasons is the begin of each case's error.
func reasons(t *testing.T, p pool, cases int) map[int]string {
	t.Helper()
	got := map[int]string{}
	if err := p.run(t.Context(), jobs(cases), func(j job, m message) {
		if m.Report.Case.Seed != j.Case.Seed {
			t.Errorf("answer to case %d is of %d", j.Case.Seed, m.Report.Case.Seed)
		}
		lines := strings.Split(m.Report.Error, "\n")
		got[j.Case.Index] = strings.Join(lines[:min(2, len(lines))], "\n")
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

// Where no worker gets as far as running a case, the whole run is called off.
func TestSpoiltWorkers(t *testing.T) {
	everywhere := script{}
	for i := range 20 {
		everywhere[i] = "spoilt"
	}
	n := 0
	err := fakePool(t, 1, everywhere).run(t.Context(), jobs(20), func(job, message) { n++ })
	if n != spoiltMax || err == nil || !strings.Contains(err.Error(), "give up after 3 workers in a row: worker died (exit status 1) while it loaded its programs:\ncannot open the cache") {
		t.Errorf("%d cases answered, error %v", n, err)
	}
}

func TestWorkerCannotStart(t *testing.T) {
	p := fakePool(t, 2, nil)
	p.command = func() *exec.Cmd { return exec.Command(os.DevNull) }
	if err := p.run(t.Context(), jobs(3), func(job, message) { t.Error("answered") }); err == nil || !strings.Contains(err.Error(), "start worker") {
		t.Errorf("error %v", err)
	}
}

// An interrupt takes the workers down, also those that do not answer, and what was answered remains.
func TestInterruptedPool(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var answered []int
	err := fakePool(t, 2, script{0: "hang in stage"}).run(ctx, jobs(100), func(j job, m message) {
		answered = append(answered, j.Case.Index)
		if len(answered) == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || len(answered) < 2 || len(answered) > 4 {
		t.Errorf("error %v, answered %v", err, answered)
	}
}

func TestDigest(t *testing.T) {
	var s tail
	for range 10_000 {
		s.Write([]byte("a line of no interest\n"))
	}
	if got := strings.Count(s.digest(), "\n"); got != digestLines-1 {
		t.Errorf("digest has %d line ends", got)
	}
	s.Write([]byte("fatal error: out of memory\n\ngoroutine 1 [running]:\n"))
	if want := "fatal error: out of memory\n\ngoroutine 1 [running]:"; s.digest() != want {
		t.Errorf("digest is %q, want %q", s.digest(), want)
	}
}
