package zookeeper

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

// What Java prints of a HashSet of so many buckets after each step, and of its clone where that differs: measured with
// OpenJDK 17.
func TestNameSetListsAsAHashSet(t *testing.T) {
	const a, b, c, d = "/d000018/0000000001", "/d000018/b/b0000000000", "/d000577/é", "/d000577/a0000000002/b"
	steps := []struct {
		capacity      uint32
		names         string
		set, itsClone string
	}{
		{8, a + " " + b + " " + d + " " + c, a + " " + b + " " + c + " " + d, ""},
		{8, a + " " + b + " " + d + " " + c + " /x", "/x " + a + " " + b + " " + c + " " + d, ""},
		{8, a + " " + b + " " + d + " " + c + " /x /y/z",
			"/x /y/z " + a + " " + b + " " + c + " " + d, "/y/z " + b + " " + c + " " + d + " /x " + a},
		{16, a + " " + b, b + " " + a, ""},
		{16, a + " " + b + " " + d, b + " " + d + " " + a, b + " " + a + " " + d},
		{16, a + " " + b + " " + d + " " + c, b + " " + c + " " + d + " " + a, b + " " + c + " " + a + " " + d},
		{16, a + " " + b + " " + d + " " + c + " /x",
			b + " " + c + " " + d + " /x " + a, "/x " + b + " " + c + " " + a + " " + d},
	}
	for _, s := range steps {
		set := nameSet{capacity: s.capacity}
		for _, name := range strings.Fields(s.names) {
			set.add(name)
		}
		if got := set.list(); !slices.Equal(got, strings.Fields(s.set)) {
			t.Errorf("%d buckets, %s: %q", s.capacity, s.names, got)
		}
		if got := set.copied(); !slices.Equal(got, strings.Fields(cmp.Or(s.itsClone, s.set))) {
			t.Errorf("%d buckets, the clone of %s: %q", s.capacity, s.names, got)
		}
	}
}
