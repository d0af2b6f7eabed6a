// Package trace holds what happened in a world, as data: one event a line, in one total order.
//
// It is the only thing that flows from the simulator to the checkers. It imports nothing but the standard library and
// builds for wasip1 too, because services inside a world report their operations in its terms.
package trace

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// FormatVersion is the version of the text form. What a seed produces may change only together with it.
const FormatVersion = 1

// An Arg is one named value of an event: a number or a text. A key has no space, "=" or quote.
type Arg struct {
	Key    string
	Text   string
	Number int64
	IsText bool
}

// Int is a number argument.
func Int(key string, n int64) Arg { return Arg{Key: key, Number: n} }

// Str is a text argument; the text may be any bytes.
func Str(key, s string) Arg { return Arg{Key: key, Text: s, IsText: true} }

// String is key=12 or key="text". The quoted text is ASCII, so that it depends on no version of the Unicode tables.
func (a Arg) String() string {
	if a.IsText {
		return a.Key + "=" + strconv.QuoteToASCII(a.Text)
	}
	return a.Key + "=" + strconv.FormatInt(a.Number, 10)
}

// An Event is one step of a world. Names are noun.verb ("proc.start", "net.send", "kafka.append"); neither they nor
// processes have a space, "=" or quote.
type Event struct {
	Time int64  // virtual nanoseconds since the world began
	Seq  uint64 // position in the world's total order, from 1
	Proc string // incarnation that did it ("consumer#2"), or "" for the world itself
	Name string
	Args []Arg
}

// Int returns the number argument of that key, or 0.
func (e Event) Int(key string) int64 {
	for _, a := range e.Args {
		if a.Key == key && !a.IsText {
			return a.Number
		}
	}
	return 0
}

// Str returns the text argument of that key, or "".
func (e Event) Str(key string) string {
	for _, a := range e.Args {
		if a.Key == key && a.IsText {
			return a.Text
		}
	}
	return ""
}

// Has reports whether the event has an argument of that key.
func (e Event) Has(key string) bool {
	for _, a := range e.Args {
		if a.Key == key {
			return true
		}
	}
	return false
}

func (e Event) equal(o Event) bool {
	return e.Time == o.Time && e.Seq == o.Seq && e.Proc == o.Proc && e.Name == o.Name && slices.Equal(e.Args, o.Args)
}

// String is the event's line of text, which Parse reads back:
//
//	t=12.000345000 seq=8123 proc=consumer#2 net.send to="kafka-1:9092" bytes=41
func (e Event) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "t=%d.%09d seq=%d ", e.Time/1e9, e.Time%1e9, e.Seq)
	if e.Proc != "" {
		b.WriteString("proc=" + e.Proc + " ")
	}
	b.WriteString(e.Name)
	for _, a := range e.Args {
		b.WriteString(" " + a.String())
	}
	return b.String()
}
