package main

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// A family is a column family. Its attributes are text, as in a table descriptor.
type family struct {
	name       string
	attributes map[string]string
	versions   int
	ttl        int64 // milliseconds; 0 is forever
}

// The attributes that mean something here: how many versions of a cell are kept, and for how many seconds.
const (
	versionsKey = "VERSIONS"
	ttlKey      = "TTL"
)

// defaults are those of ColumnFamilyDescriptorBuilder.
var defaults = []struct{ key, value string }{{versionsKey, "1"}, {ttlKey, strconv.Itoa(math.MaxInt32)}}

// newFamily checks the attributes as the master does: what it refuses is false.
func newFamily(name string, attributes map[string]string) (*family, bool) {
	f := &family{name: name, attributes: attributes}
	for _, d := range defaults {
		if _, ok := attributes[d.key]; !ok {
			attributes[d.key] = d.value
		}
	}
	versions, err := strconv.ParseInt(attributes[versionsKey], 10, 32)
	if err != nil || versions < 1 || name == "" {
		return nil, false
	}
	f.versions = int(versions)
	seconds, err := strconv.ParseInt(attributes[ttlKey], 10, 32)
	if err != nil || seconds < 1 {
		return nil, false
	}
	if seconds != math.MaxInt32 { // which is forever
		f.ttl = seconds * 1000
	}
	return f, true
}

// oldest is the oldest timestamp that has not expired.
func (f *family) oldest(now int64) int64 {
	if f.ttl == 0 {
		return 0
	}
	return now - f.ttl
}

// A table has its rows in the order of their keys.
type table struct {
	name       string
	attributes map[string]string
	families   []*family // in the order of their names
	keys       []string
	rows       map[string]*row
}

func (t *table) family(name string) *family {
	for _, f := range t.families {
		if f.name == name {
			return f
		}
	}
	return nil
}

// missing is the first family that is named and does not exist.
func (t *table) missing(named ...column) (family string, ok bool) {
	for _, c := range named {
		if t.family(c.family) == nil {
			return c.family, true
		}
	}
	return "", false
}

// row is the row of a key, made where there is none.
func (t *table) row(key string) *row {
	r, ok := t.rows[key]
	if !ok {
		r = &row{}
		t.rows[key] = r
		i, _ := slices.BinarySearch(t.keys, key)
		t.keys = slices.Insert(t.keys, i, key)
	}
	return r
}

// A line is what is read of one row: its key, and at least one cell.
type line struct {
	key   string
	cells []cell
}

// get reads one row; it has no cells where there is nothing to read.
func (t *table) get(key string, s selection, now int64) []line {
	if r, ok := t.rows[key]; ok {
		if cells := s.of(r, t, now); len(cells) > 0 {
			return []line{{key, cells}}
		}
	}
	return nil
}

// A span is the rows that a scan goes through: from start up to end, which is excluded. Empty is the table's first or
// last row. Reversed it begins at start, or at the row before, and goes down.
type span struct {
	start, end string
	reversed   bool
}

// scan reads at most limit rows that have something to read.
func (t *table) scan(rows span, s selection, now int64, limit int) []line {
	first, _ := slices.BinarySearch(t.keys, rows.start)
	step := 1
	if rows.reversed {
		step = -1
		if rows.start == "" {
			first = len(t.keys) - 1
		} else if first == len(t.keys) || t.keys[first] != rows.start {
			first--
		}
	}
	var lines []line
	for i := first; i >= 0 && i < len(t.keys) && len(lines) < limit; i += step {
		key := t.keys[i]
		if rows.end != "" && (rows.reversed && key <= rows.end || !rows.reversed && key >= rows.end) {
			break
		}
		lines = append(lines, t.get(key, s, now)...)
	}
	return lines
}

// milliseconds is the process's clock as HBase writes it.
func milliseconds() int64 { return time.Now().UnixMilli() }
