package reports

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// Labels of a lane keep clear of one another, however long they are.
func TestLabelsKeepClear(t *testing.T) {
	p := &Picture{Lanes: []Lane{{ID: "consumer#1", Role: laneProcess, Start: 1}, {ID: "redis", Role: laneService}}}
	for i := range 40 {
		p.Operations = append(p.Operations, Operation{
			Step: uint64(10 * i), Last: uint64(10*i + 1), From: 0, To: 1, Op: fmt.Sprint("op", i), For: forWrite, Label: fmt.Sprintf("%d..%d", 1000*i, 1000*i+999),
			Received: int64(i) * together,
		})
	}
	items, until := newAxis(p).items, 0
	if len(items) != len(p.Operations) {
		t.Fatalf("%d items", len(items))
	}
	for _, it := range items {
		half := labelWide * utf8.RuneCountInString(it.label()) / 2
		if from := it.x + slant - half; from < until {
			t.Errorf("%s begins at %d, and the label before it ends at %d", it.label(), from, until)
		}
		until = it.x + slant + half
	}
}

// A request that is received when its sender is dead comes from nowhere, and the answer that nobody gets is lost near the
// service: neither touches another lane.
func TestArrowOfTheDead(t *testing.T) {
	p := &Picture{
		Lanes: []Lane{
			{ID: "consumer#1", Role: laneProcess, Start: 1, End: 5}, {ID: "consumer#2", Role: laneProcess, Start: 6},
			{ID: "consumer#3", Role: laneProcess, Start: 7}, {ID: "redis", Role: laneService},
		},
		Operations: []Operation{{Step: 9, Last: 9, From: 0, To: 3, Op: "redis.rpush", For: forWrite, Received: 1, Applied: 1, Answered: -1}},
	}
	plot, service := string(newSpace(p).Plot), laneTop+3*laneHigh+laneHigh/2
	arrow := plot[strings.Index(plot, `class="event op`):]
	for _, want := range []string{
		fmt.Sprintf(`y1="%d" x2="33" y2="%d"`, service-stub, service), fmt.Sprintf(`<use href="#sign-lost" class="sign" x="36" y="%d"`, service-stub), `class="dot"`,
	} {
		if !strings.Contains(arrow, want) {
			t.Errorf("no %s in %s", want, arrow)
		}
	}
}

// Partitions are drawn in their order, also where that of what was found is another one.
func TestPartitionsInOrder(t *testing.T) {
	lines := `append orders/0 0..9
append orders/1 0..9
append orders/2 0..9
start consumer#1 v1
consumer#1 store orders/2 5
consumer#1 store orders/0 5
exit consumer#1 0`
	s, o := outcomeOf(t, "promise at-least-once", lines)
	var names []string
	p := NewPicture(s, o)
	for _, l := range p.Logs {
		names = append(names, l.Name)
	}
	if got := strings.Join(names, " "); got != "orders/0 orders/1 orders/2" || p.Found[0].Log != "orders/2" {
		t.Errorf("%s; found first in %s", got, p.Found[0].Log)
	}
}

func TestBuildOf(t *testing.T) {
	for _, c := range [][3]string{{"direct-v1", "v1", "direct v1"}, {"broken", "v2", "broken v2"}, {"redis", "", "redis"}, {"", "", ""}} {
		if got := buildOf(c[0], c[1]); got != c[2] {
			t.Errorf("%s, %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
