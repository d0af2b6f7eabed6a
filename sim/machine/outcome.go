package machine

import "fmt"

// A Kind says how a step ended.
type Kind uint8

const (
	Waiting     Kind = iota // all goroutines wait
	Exited                  // os.Exit, return from main, or a panic (code 2)
	Killed                  // ended by Doom
	Trapped                 // a WebAssembly trap: a bug of the compiler or of ours
	OutOfMemory             // asked for more memory than its limit
)

// An Outcome is what a step came to.
type Outcome struct {
	Kind     Kind
	Code     int    // exit code
	Detail   string // for Killed, Trapped, OutOfMemory
	Deadline int64  // when the next timer fires, on the monotonic clock; -1 without one
	Stuck    bool   // waits, but for no timer, no socket and no pending event: only a signal could wake it
}

// String is the outcome in words.
func (o Outcome) String() string {
	switch o.Kind {
	case Waiting:
		return "waiting"
	case Exited:
		return fmt.Sprintf("exited with code %d", o.Code)
	case Killed:
		return "killed: " + o.Detail
	case OutOfMemory:
		return "out of memory: " + o.Detail
	}
	return "trapped: " + o.Detail
}
