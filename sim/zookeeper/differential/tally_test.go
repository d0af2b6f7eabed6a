package differential

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A tally counts what was compared, by operation and outcome.
type tally map[string]int

const operations = "operations"

func (t tally) step(x step, seen []sight) {
	switch x := x.(type) {
	case *burst:
		t[operations] += len(x.requests)
	case *connect, *noise:
		t[operations]++
	case *hangup:
		t["hang up"]++
	}
	for _, s := range seen {
		switch {
		case s.what == "notification":
			t["notification"]++
		case s.what != "":
			t[s.what]++
		case s.op != 0:
			t[fmt.Sprintf("%v %d", s.op, s.code)]++
		default:
			t["frame"]++
		}
	}
}

func (t tally) String() string {
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(t)) {
		fmt.Fprintf(&text, "%8d %s\n", t[key], key)
	}
	return text.String()
}
