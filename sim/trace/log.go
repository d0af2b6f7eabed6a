package trace

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"slices"
)

// A Log is the trace of one world: a running hash over every event, and the events that were kept.
// Two runs are the same run exactly when their sums are equal.
type Log struct {
	KeepAll bool // keep network and output events too; otherwise they are hashed only

	hash   hash.Hash
	count  uint64
	events []Event
	last   Event
	buf    []byte
}

// NewLog returns an empty log.
func NewLog() *Log { return &Log{hash: sha256.New()} }

// Add appends an event, giving it its sequence number; payload, which may be nil, is hashed but never kept.
// An event that is bulk is kept only under KeepAll.
func (l *Log) Add(e Event, payload []byte, bulk bool) {
	l.count++
	e.Seq = l.count
	b := binary.LittleEndian.AppendUint64(l.buf[:0], uint64(e.Time))
	b = AppendString(AppendString(b, e.Proc), e.Name)
	b = AppendArgs(b, e.Args)
	b = binary.AppendUvarint(b, uint64(len(payload)))
	l.hash.Write(b)
	l.hash.Write(payload)
	l.buf, l.last = b, e
	if !bulk || l.KeepAll {
		l.events = append(l.events, e)
	}
}

// Count is how many events were added.
func (l *Log) Count() uint64 { return l.count }

// Events are the kept events in order. The caller must not change them.
func (l *Log) Events() []Event { return l.events }

// Last is the newest event, whether or not it was kept.
func (l *Log) Last() Event { return l.last }

// Sum is the running hash in hexadecimal.
func (l *Log) Sum() string { return hex.EncodeToString(l.hash.Sum(nil)) }

// Copy returns a log that goes on independently of this one.
func (l *Log) Copy() *Log {
	cloned, err := l.hash.(hash.Cloner).Clone()
	if err != nil {
		panic("trace: " + err.Error()) // sha256 can always be cloned
	}
	c := *l
	c.hash, c.buf = cloned, nil
	c.events = slices.Clip(l.events) // shared so far; what either adds, the other does not see
	return &c
}

// FirstDifference returns the index of the first event at which a and b differ, and false where they are equal.
// An index equal to the length of one of them says that it ends there.
func FirstDifference(a, b []Event) (int, bool) {
	for i := range min(len(a), len(b)) {
		if !a[i].equal(b[i]) {
			return i, true
		}
	}
	return min(len(a), len(b)), len(a) != len(b)
}
