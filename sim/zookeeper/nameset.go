package zookeeper

import (
	"cmp"
	"slices"
)

// A nameSet is a set of strings that lists them in the order in which Java's HashSet does. The order is part of what
// clients see in children lists, and code that depends on it should meet the real one.
type nameSet struct {
	added    map[string]uint64 // name to when it was added
	count    uint64
	capacity uint32 // buckets of the Java table, 8 or what it was given first; it grows and never shrinks
	listed   []string
}

func (s *nameSet) len() int { return len(s.added) }

func (s *nameSet) add(name string) {
	if s.added == nil {
		s.added, s.capacity = map[string]uint64{}, max(s.capacity, 8)
	}
	s.count++
	s.added[name] = s.count
	for uint32(len(s.added)) > s.capacity/4*3 {
		s.capacity *= 2
	}
	s.listed = nil
}

func (s *nameSet) remove(name string) {
	delete(s.added, name)
	s.listed = nil
}

// list is the names in the order of the set itself. The caller must not change the slice, which later changes of the
// set leave alone.
func (s *nameSet) list() []string {
	if s.listed == nil {
		s.listed = s.ordered(s.capacity)
	}
	return s.listed
}

// copied is the names in the order of a copy of the set: Java gives a copy just enough buckets for its elements.
func (s *nameSet) copied() []string {
	need, capacity := uint32(len(s.added))*4/3+1, uint32(1)
	for capacity < need {
		capacity *= 2
	}
	return s.ordered(capacity)
}

// ordered is the names in the order of a table of so many buckets, which was filled in the order of the set's own.
func (s *nameSet) ordered(capacity uint32) []string {
	type entry struct {
		bucket, own uint32
		added       uint64
		name        string
	}
	entries := make([]entry, 0, len(s.added))
	for name, added := range s.added { //tidy:unordered the entries are sorted below
		h := javaHash(name)
		h ^= h >> 16
		entries = append(entries, entry{h & (capacity - 1), h & (s.capacity - 1), added, name})
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.bucket, b.bucket), cmp.Compare(a.own, b.own), cmp.Compare(a.added, b.added))
	})
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.name
	}
	return names
}

// javaHash is String.hashCode, which runs over UTF-16 units.
func javaHash(s string) uint32 {
	var h uint32
	for _, c := range s {
		if c > 0xffff {
			c -= 0x10000
			h = h*31 + 0xd800 + uint32(c>>10)
			c = 0xdc00 + c&0x3ff
		}
		h = h*31 + uint32(c)
	}
	return h
}
