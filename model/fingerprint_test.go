package model

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/trace"
)

// fingerprintsOf judges a story and names what breaks its promise.
func fingerprintsOf(t *testing.T, s story, change func([]trace.Event)) (list []string) {
	t.Helper()
	config, promise := readPromise(t, s.promise)
	events := readTrace(t, s.trace)
	change(events)
	h, err := Build(events, config)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range Judge(h, promise).Anomalies {
		list = append(list, a.Fingerprint())
	}
	return list
}

func TestFingerprints(t *testing.T) {
	for name, want := range map[string][]string{
		"loss_commit_first_killed_in_the_batch":        {"commit-ahead.unapplied", "commit-ahead.unapplied", "loss.commit-ahead after a kill", "commit-ahead.unapplied"},
		"duplicate_replay_breaks_exactly_once":         {"duplicate.replay after a kill"},
		"duplicate_absorbed_is_still_delivered_twice":  {"duplicate.replay, absorbed, after a kill"},
		"duplicate_after_a_clean_exit":                 {"duplicate.commit-behind after a stop"},
		"loss_retention_after_the_commit_is_no_excuse": {"commit-ahead.unapplied of a struck log", "loss.commit-ahead of a struck log after a kill"},
		"phantom_record":                               {"phantom-record (duplicate)"},
		"stuck_with_one_record_unread":                 {"stuck.lag"},
		"silent_loss_not_reported":                     {"silent-loss.unreported of a struck log"},
		"loss_none_batch_stored_after_its_effects":     nil,
	} {
		got := fingerprintsOf(t, readStory(t, filepath.Join("testdata", name+".txt")), func([]trace.Event) {})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

var incarnation = regexp.MustCompile(`^(\w+)#(\d+)$`)

// renumber moves every offset, step, time and incarnation of a trace.
func renumber(events []trace.Event) {
	later := func(name string) string {
		if m := incarnation.FindStringSubmatch(name); m != nil && m[1] == "consumer" {
			n, _ := strconv.Atoi(m[2])
			return m[1] + "#" + strconv.Itoa(n+7)
		}
		return name
	}
	for i := range events {
		e := &events[i]
		e.Seq, e.Time, e.Proc = e.Seq*3+1000, e.Time*5+77, later(e.Proc)
		for n := range e.Args {
			if a := &e.Args[n]; a.Key == "client" {
				*a = trace.Str("client", later(e.Str("client")))
			}
		}
	}
}

// A run that has other numbers has the same anomalies.
func TestFingerprintsSurviveOtherNumbers(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, path := range paths {
		s := readStory(t, path)
		if strings.HasPrefix(s.expect, "refused") {
			continue
		}
		want := fingerprintsOf(t, s, func([]trace.Event) {})
		got := fingerprintsOf(t, s, renumber)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-as told +renumbered):\n%s", path, diff)
		}
		shown += len(got)
	}
	if shown < 50 {
		t.Errorf("only %d anomalies were compared", shown)
	}
}

// A fingerprint holds no number of its run.
func TestFingerprintsHoldNoNumber(t *testing.T) {
	a := Anomaly{
		Kind: Duplicate, Sub: DuplicateReplay, Topic: "t", Partition: 4, From: 25, Until: 50, Records: 25, Incarnation: "consumer#2",
		Step: 90, Time: 1e9, Evidence: []trace.Event{{Seq: 80, Proc: "consumer#1", Name: "proc.crash"}},
	}
	b := a
	b.Partition, b.From, b.Until, b.Records, b.Incarnation, b.Step, b.Time = 0, 1, 2, 1, "consumer2#7", 1000, 3
	if a.Fingerprint() != b.Fingerprint() || strings.ContainsAny(a.Fingerprint(), "0123456789") {
		t.Errorf("%q, %q", a.Fingerprint(), b.Fingerprint())
	}
	b.Role = OtherLog
	if a.Fingerprint() == b.Fingerprint() {
		t.Errorf("the partition's role does not matter to %q", a.Fingerprint())
	}
}
