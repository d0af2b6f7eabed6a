package main

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func drawCell(t *rapid.T) cell {
	return cell{
		column: column{family: rapid.SampledFrom([]string{"f", "g"}).Draw(t, "family"), qualifier: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "qualifier")},
		time:   rapid.Int64Range(0, 6).Draw(t, "time"),
		value:  []byte(rapid.StringN(0, 2, -1).Draw(t, "value")),
	}
}

func drawMarker(t *rapid.T) marker {
	c := drawCell(t)
	switch rapid.IntRange(0, 3).Draw(t, "marker") {
	case 0:
		return marker{column: column{whole: true}, time: c.time}
	case 1:
		return marker{column: column{family: c.column.family, whole: true}, time: c.time}
	case 2:
		return marker{column: c.column, time: c.time}
	}
	return marker{column: c.column, time: c.time, single: true}
}

// TestRow does anything to a row. It stays in order and within its versions, markers hide what they name for good, and a
// put can be read at once exactly where it says so.
func TestRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		versions := rapid.IntRange(1, 3).Draw(t, "versions")
		r, markers := &row{}, []marker(nil)
		for range rapid.IntRange(1, 20).Draw(t, "changes") {
			if rapid.IntRange(0, 2).Draw(t, "change") == 0 {
				m := drawMarker(t)
				r.delete(m)
				markers = append(markers, m)
			} else {
				c := drawCell(t)
				kept := r.put(c, versions)
				readable := slices.ContainsFunc(r.cells, func(d cell) bool { return cmp.Equal(c, d, cmp.AllowUnexported(cell{}, column{})) })
				if kept != readable {
					t.Fatalf("put %v says %t, in %v", c, kept, r.cells)
				}
			}
			check(t, r, markers, versions)
		}
	})
}

func check(t *rapid.T, r *row, markers []marker, versions int) {
	count := map[column]int{}
	for i, c := range r.cells {
		if i > 0 && r.cells[i-1].order(c) >= 0 {
			t.Fatalf("cells %v are out of order", r.cells)
		}
		if count[c.column]++; count[c.column] > versions {
			t.Fatalf("cells %v are more than %d versions", r.cells, versions)
		}
		for _, m := range markers {
			if m.hides(c) {
				t.Fatalf("%v is there although %v hides it", c, m)
			}
		}
	}
}

// TestScan compares ranges and directions with what a scan of all rows finds.
func TestScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, _ := newFamily("f", map[string]string{})
		tab := &table{families: []*family{f}, rows: map[string]*row{}}
		key := rapid.StringMatching("[abc]{1,2}")
		for _, k := range rapid.SliceOfN(key, 0, 8).Draw(t, "keys") {
			tab.row(k).put(cell{column: column{family: "f"}, time: 1}, 1)
		}
		everything := selection{until: latest, versions: 1}
		s := span{start: rapid.OneOf(key, rapid.Just("")).Draw(t, "start"), end: rapid.OneOf(key, rapid.Just("")).Draw(t, "end"), reversed: rapid.Bool().Draw(t, "reversed")}
		limit := rapid.IntRange(0, 9).Draw(t, "limit")
		var want []string
		for _, l := range tab.scan(span{}, everything, 2, 100) {
			inside := l.key >= s.start && (s.end == "" || l.key < s.end)
			if s.reversed {
				inside = (s.start == "" || l.key <= s.start) && l.key > s.end
			}
			if inside {
				want = append(want, l.key)
			}
		}
		if s.reversed {
			slices.Reverse(want)
		}
		var got []string
		for _, l := range tab.scan(s, everything, 2, limit) {
			got = append(got, l.key)
		}
		if !slices.Equal(got, want[:min(limit, len(want))]) {
			t.Fatalf("%+v of %d rows: %q, want %q", s, limit, got, want)
		}
	})
}
