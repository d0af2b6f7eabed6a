package model

import (
	"testing"

	"pgregory.net/rapid"
)

// A log that is trimmed, truncated, compacted and created again loses nothing to a careful reader, and each way to be careless shows by exactly
// the records that a count one by one finds.
func TestShrinkingLogs(t *testing.T) {
	for _, h := range []habit{careful, silent, blind, mixedUp, crying} {
		t.Run(string(h), rapid.MakeCheck(func(t *rapid.T) {
			s := newShrinking(h)
			for range rapid.IntRange(1, 25).Draw(t, "acts") {
				s.act(t)
			}
			s.drain()
			history, err := Build(s.events, Config{End: Drained, LossReport: readReport})
			if err != nil {
				t.Fatal(err)
			}
			s.compare(t, Judge(history, Promise{Guarantee: ExactlyOnceDelivery}))
		}))
	}
}

// compare wants what was counted, and nothing else.
func (s *shrinking) compare(t *rapid.T, v Verdict) {
	found := map[Kind]int{}
	for _, a := range v.Anomalies {
		switch {
		case a.Explain == "":
			t.Fatalf("nothing explains %+v", a)
		case a.Kind == CommitAhead && v.Losses > 0: // comes with what it loses
		case a.Kind == SilentLoss && (s.habit == blind || s.habit == mixedUp): // who does not notice does not tell
		case a.Kind == OffsetRegression && s.habit == silent: // nobody can tell why it goes back
		case a.Sub == FalseAlarmHole && s.habit == crying:
		default:
			found[a.Kind] += a.Records
		}
	}
	want := map[Kind]int{}
	add := func(k Kind, n int) {
		if n > 0 {
			want[k] = n
		}
	}
	add(Loss, s.lost)
	add(FalseAlarm, s.alarms)
	if s.habit == silent {
		add(SilentLoss, s.due+s.dueCut)
	}
	l := v.Ledger
	if len(found) != len(want) || found[Loss] != want[Loss] || found[FalseAlarm] != want[FalseAlarm] ||
		found[SilentLoss] != want[SilentLoss] || l.Once != s.once || l.Excused != s.excused || l.Lost != s.lost || l.Pending != 0 {
		t.Fatalf("want %v, once %d, excused %d: %+v, %v\n%s", want, s.once, s.excused, l, v.Anomalies, text(s.events))
	}
	if s.habit == careful && !v.Holds {
		t.Fatalf("a careful reader is alarmed about: %v", v.Anomalies)
	}
}
