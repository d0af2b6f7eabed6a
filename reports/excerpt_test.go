package reports

import (
	"fmt"
	"strings"
	"testing"
)

// shortStory is a short life, and another one.
const shortStory = `append orders/0 0..9
start consumer#1 v1
consumer#1 push orders/0 0..4
consumer#1 store orders/0 5
start consumer#2 v1
consumer#2 push orders/0 5..9
consumer#2 store orders/0 10`

func TestExcerptOfTimeline(t *testing.T) {
	s, o := outcomeOf(t, "promise exactly-once", shortStory)
	o.Events = o.History.Events[len(o.History.Events)-1].Seq
	whole := string(Timeline(s, o))
	second := uint64(0)
	for _, e := range o.History.Events {
		if e.Name == "proc.start" && e.Proc == "consumer#2" {
			second = e.Seq
		}
	}
	early := string(Excerpt{Until: second}.Timeline(s, o))
	if !strings.Contains(early, "consumer#2 starts") || strings.Contains(early, "consumer#2 writes") ||
		!strings.HasSuffix(early, fmt.Sprintf("\ntold until step %d of %d, without what was found at the end\n", second, o.Events)) {
		t.Errorf("until step %d of\n%s\nis\n%s", second, whole, early)
	}
	if again := string(Excerpt{Until: o.Events}.Timeline(s, o)); again != whole {
		t.Errorf("until the last step, it is\n%s\nwant\n%s", again, whole)
	}
	some := string(Excerpt{Grep: "r#2 (starts|stores)"}.Timeline(s, o))
	if strings.Count(some, "consumer#") != 2 || !strings.Contains(some, "what happened") || !strings.HasSuffix(some, "\nas promised\n") {
		t.Errorf("what matches of\n%s\nis\n%s", whole, some)
	}
}

func TestExcerptOfTrace(t *testing.T) {
	_, o := outcomeOf(t, "promise exactly-once", shortStory)
	var all strings.Builder
	for _, e := range o.History.Events {
		fmt.Fprintln(&all, e)
	}
	lines := strings.SplitAfter(all.String(), "\n")
	for want, x := range map[string]Excerpt{
		all.String():                   {},
		lines[0] + lines[1] + lines[2]: {Until: o.History.Events[2].Seq},
		lines[0]:                       {Until: o.History.Events[2].Seq, Grep: fmt.Sprintf("seq=%d ", o.History.Events[0].Seq)},
	} {
		var got strings.Builder
		if err := x.Trace(&got, strings.NewReader(all.String())); err != nil || got.String() != want {
			t.Errorf("%+v (%v) is\n%s\nwant\n%s", x, err, got.String(), want)
		}
	}
	if err := (Excerpt{}).Trace(&all, strings.NewReader("no event\n")); err == nil {
		t.Error("what is no trace is copied")
	}
	if (Excerpt{Grep: "("}).Check() == nil {
		t.Error("an expression that is none is accepted")
	}
}
