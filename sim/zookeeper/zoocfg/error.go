package zoocfg

import (
	"fmt"
	"strconv"
)

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
	place, key := e.File, short(e.Key)
	if strconv.Quote(key) != `"`+key+`"` { // the file may be anything
		key = strconv.Quote(key)
	}
	switch {
	case e.Line > 0:
		place = fmt.Sprintf("%s:%d", place, e.Line)
	case e.Value == "":
		return fmt.Sprintf("%s: %s is missing: want %s", place, key, e.Want)
	}
	return fmt.Sprintf("%s: %s=%q: want %s", place, key, short(e.Value), e.Want)
}

// short is the beginning of a text that may have no end.
func short(text string) string {
	const most = 100
	if len(text) <= most {
		return text
	}
	return text[:most] + "..."
}
