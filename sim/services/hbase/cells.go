package main

import (
	"cmp"
	"math"
	"slices"
)

// latest is the timestamp of a cell or a marker that takes the clock's (HConstants.LATEST_TIMESTAMP).
const latest = math.MaxInt64

// A column names a family, or with a qualifier, which may be empty, one column of it.
type column struct {
	family, qualifier string
	whole             bool // the whole family
}

func (c column) covers(family, qualifier string) bool {
	return c.family == family && (c.whole || c.qualifier == qualifier)
}

func (c column) String() string {
	if c.whole {
		return c.family
	}
	return c.family + ":" + c.qualifier
}

// A cell is one version of a column's value.
type cell struct {
	column column
	time   int64 // milliseconds
	value  []byte
}

// order is HBase's: by family and qualifier, the newest version first.
func (c cell) order(d cell) int {
	return cmp.Or(cmp.Compare(c.column.family, d.column.family), cmp.Compare(c.column.qualifier, d.column.qualifier), cmp.Compare(d.time, c.time))
}

// A marker is what a delete leaves. It hides cells that are put later, too: "Deletes mask Puts" in HBase's book.
type marker struct {
	column column // with whole and no family: the whole row
	time   int64  // the newest timestamp that it hides
	single bool   // and no older one
}

func (m marker) hides(c cell) bool {
	if m.single && c.time != m.time || c.time > m.time {
		return false
	}
	return m.column.family == "" || m.column.covers(c.column.family, c.column.qualifier)
}

// A row keeps its cells in order, at most as many versions of each as the family wants, and all markers: as if it were
// flushed after each change, and never compacted.
type row struct {
	cells   []cell
	markers []marker
}

// put adds a cell, or replaces the one with its timestamp. It reports whether anybody can ever read it: not where a
// marker hides it, or as many newer versions as are kept.
func (r *row) put(c cell, versions int) bool {
	if slices.ContainsFunc(r.markers, func(m marker) bool { return m.hides(c) }) {
		return false
	}
	i, same := slices.BinarySearchFunc(r.cells, c, cell.order)
	if same {
		r.cells[i] = c
		return true
	}
	r.cells = slices.Insert(r.cells, i, c)
	first, _ := slices.BinarySearchFunc(r.cells, cell{column: c.column, time: latest}, cell.order)
	end := first
	for end < len(r.cells) && r.cells[end].column == c.column {
		end++
	}
	r.cells = slices.Delete(r.cells, min(first+versions, end), end)
	return i < first+versions
}

func (r *row) delete(m marker) {
	r.cells = slices.DeleteFunc(r.cells, m.hides)
	r.markers = slices.DeleteFunc(r.markers, func(old marker) bool {
		return old.column == m.column && old.single == m.single && (old.time == m.time || !m.single && old.time < m.time)
	})
	r.markers = append(r.markers, m)
}

// newest is the newest version of a column that has not expired.
func (r *row) newest(c column, oldest int64) (cell, bool) {
	for _, found := range r.cells {
		if found.column == c && found.time >= oldest {
			return found, true
		}
	}
	return cell{}, false
}

// A selection is what is wanted of rows: columns, or all of them if it names none, and versions from one timestamp up to
// another, which is excluded.
type selection struct {
	columns     []column
	from, until int64
	versions    int
}

// of returns the wanted cells that have not expired, not more versions of each than its family keeps.
func (s selection) of(r *row, t *table, now int64) []cell {
	var found []cell
	count := 0
	var last column
	for _, c := range r.cells {
		f := t.family(c.column.family)
		if c.time < f.oldest(now) || !s.wants(c) {
			continue
		}
		if c.column != last {
			last, count = c.column, 0
		}
		if count++; count <= min(s.versions, f.versions) {
			found = append(found, c)
		}
	}
	return found
}

func (s selection) wants(c cell) bool {
	if c.time < s.from || c.time >= s.until && s.until != latest {
		return false
	}
	covers := func(w column) bool { return w.covers(c.column.family, c.column.qualifier) }
	return len(s.columns) == 0 || slices.ContainsFunc(s.columns, covers)
}
