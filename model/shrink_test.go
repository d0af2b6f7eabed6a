package model

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"pgregory.net/rapid"
)

// A habit is what a test's reader of a log that shrinks does wrong.
type habit string

const (
	careful habit = "careful"
	silent  habit = "silent"         // says nothing of losses
	blind   habit = "blind to cuts"  // goes on at its offset whatever became of the log's end
	mixedUp habit = "blind to topic" // takes the offset of a deleted topic for one of the next
	crying  habit = "crying wolf"    // reports losses at a whim
)

// A kept record is one that is in the log.
type kept struct {
	offset   int64
	sequence int
	read     bool
	lost     bool // the stored offset passed it unread
	again    bool // at an offset that a truncated one may have had
}

// A shrinking log has one partition, and one reader that stores what it has read at once. The rest is what the judge should find, counted one
// by one from what the log holds.
type shrinking struct {
	writer
	habit
	generation, known int // of the topic, and as the reader knows it
	records           []kept
	start, end        int64
	cut               int64 // the lowest offset that was cut off since the reader last looked
	highest           int64 // that was ever cut off
	at                int64 // where the reader is, as it is stored
	newest            int64 // offset that a record got
	behind            bool  // the reader's place is one of a log that has been cut off below it
	sequence          int

	once, excused, lost, alarms int
	due, dueCut                 int // reports owed: of what was never read, and of what was read and then cut off from this topic
}

func newShrinking(h habit) *shrinking {
	s := &shrinking{habit: h, cut: math.MaxInt64, highest: -1, newest: -1}
	s.topic("t", s.id(), 1)
	s.store()
	return s
}

func (s *shrinking) id() string { return fmt.Sprintf("%032x", s.generation+1) }

func (s *shrinking) store() {
	s.record("consumer#1", "t", 0, strconv.FormatInt(s.at, 10), fmt.Sprintf("%032x", s.known+1))
}

func (s *shrinking) grow(n int, gap int64) {
	for range n {
		s.end += gap
		s.append("t", 0, s.end, identity(0, s.sequence))
		s.records = append(s.records, kept{offset: s.end, sequence: s.sequence, again: s.end <= s.highest})
		s.newest = s.end
		s.end++
		s.sequence++
	}
	if s.known == s.generation {
		s.pass()
	}
}

// pass counts what the stored offset has passed unread.
func (s *shrinking) pass() {
	for i := range s.records {
		if k := &s.records[i]; !s.behind && !k.read && !k.lost && k.offset < s.at {
			k.lost = true
			s.lost++
		}
	}
}

// drop takes records from the log. Those that nobody has read are excused, and to be reported or not.
func (s *shrinking) drop(gone func(kept) bool, unread, read int) {
	s.records = slices.DeleteFunc(s.records, func(k kept) bool {
		switch {
		case !gone(k):
			return false
		case k.read:
			s.dueCut += read
		case !k.lost:
			s.excused++
			s.due += unread
		}
		return true
	})
}

func (s *shrinking) trim(offset int64) {
	s.shrink("kafka.delete_records", "t", 0, offset)
	s.drop(func(k kept) bool { return k.offset < offset }, 1, 0)
	s.start = offset
}

func (s *shrinking) truncate(offset int64) {
	s.shrink("kafka.truncated", "t", 0, offset)
	if s.newest >= offset {
		s.highest = max(s.highest, s.newest)
	}
	s.drop(func(k kept) bool { return k.offset >= offset }, 0, 1)
	s.end, s.cut, s.behind = offset, min(s.cut, offset), s.behind || s.at > offset
}

// compact takes a record. If it was read that makes no difference to anybody, not even to who has to report a later truncation.
func (s *shrinking) compact(offset int64) {
	s.shrink("kafka.compacted", "t", 0, offset)
	s.drop(func(k kept) bool { return k.offset == offset && !k.read }, 0, 0)
}

// recreate brings a new topic, and perhaps an offset of the old one that was on its way.
func (s *shrinking) recreate(late bool) {
	s.generation++
	s.topic("t", s.id(), 1)
	s.drop(func(kept) bool { return true }, 1, 0)
	s.start, s.end, s.cut, s.highest, s.dueCut, s.newest, s.behind = 0, 0, math.MaxInt64, -1, 0, -1, false
	if late && s.habit != mixedUp {
		s.store()
	}
}

// look lets the reader find out what became of the log, and read on.
func (s *shrinking) look(most int) {
	switch {
	case s.known != s.generation && s.habit == mixedUp:
		s.known = s.generation
	case s.known != s.generation:
		s.tell(s.at, "end", "former")
		s.known, s.at = s.generation, 0
	case s.cut < s.at && s.habit != blind:
		s.tell(s.cut, strconv.FormatInt(s.at, 10), "losses")
		s.at, s.behind = s.cut, false
	}
	s.cut = math.MaxInt64
	if s.at < s.start {
		s.tell(s.at, strconv.FormatInt(s.start, 10), "losses")
		s.at = s.start
	}
	for i := range s.records {
		if k := &s.records[i]; k.offset >= s.at && most > 0 {
			s.push("consumer#1", "t", 0, identity(0, k.sequence))
			k.read, s.at, s.behind = true, k.offset+1, false
			s.once++
			most--
		}
	}
	s.pass()
	s.store()
}

func (s *shrinking) tell(from int64, until, which string) {
	if s.habit != silent {
		s.behind = false
		s.report("consumer#1", "t", 0, []string{strconv.FormatInt(from, 10), until, which})
	}
}

// cry reports a range of what is in the log as lost.
func (s *shrinking) cry(from, until int64) {
	s.report("consumer#1", "t", 0, []string{strconv.FormatInt(from, 10), strconv.FormatInt(until, 10)})
	for _, k := range s.records {
		if k.offset >= from && k.offset < until && (k.read || !k.again) {
			s.alarms++
		}
	}
}

// act does one thing to the log or to its reader.
func (s *shrinking) act(t *rapid.T) {
	within := func(what string) int64 { return rapid.Int64Range(s.start, s.end).Draw(t, what) }
	switch rapid.IntRange(0, 7).Draw(t, "act") {
	case 0, 1:
		s.grow(rapid.IntRange(1, 4).Draw(t, "records"), rapid.Int64Range(0, 2).Draw(t, "gap"))
	case 2, 3:
		s.look(rapid.IntRange(1, 6).Draw(t, "most"))
	case 4:
		s.trim(within("trim"))
	case 5:
		if s.habit != mixedUp {
			s.truncate(within("truncate"))
		}
	case 6:
		if len(s.records) > 0 {
			s.compact(rapid.SampledFrom(s.records).Draw(t, "compact").offset)
		}
	case 7:
		if s.habit == crying && s.known == s.generation && s.cut == math.MaxInt64 {
			from := within("cry from")
			s.cry(from, rapid.Int64Range(from, s.end).Draw(t, "cry until"))
		} else if s.habit != blind {
			s.recreate(rapid.Bool().Draw(t, "late"))
		}
	}
}

// drain lets the reader come to the end of a log that has got beyond where it is.
func (s *shrinking) drain() {
	s.grow(int(max(1, s.at-s.end+1)), 0)
	s.look(math.MaxInt)
}
