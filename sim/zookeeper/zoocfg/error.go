package zoocfg

import "fmt"

// An Error is a line of a configuration that a server does not start with, or that does nothing.
type Error struct {
	File  string // or SERVER_JVMFLAGS
	Line  int    // from 1; 0 if a line is missing
	Key   string
	Value string
	Want  string // what would be right
}

// Error names the place and what would be right there.
func (e *Error) Error() string {
	switch {
	case e.Line == 0 && e.Value == "":
		return fmt.Sprintf("%s: %s is missing: want %s", e.File, e.Key, e.Want)
	case e.Line == 0:
		return fmt.Sprintf("%s: %s=%q: want %s", e.File, e.Key, e.Value, e.Want)
	}
	return fmt.Sprintf("%s:%d: %s=%q: want %s", e.File, e.Line, e.Key, e.Value, e.Want)
}
