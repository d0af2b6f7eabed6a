package trace

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Parse reads one line as String writes it, and no other.
func Parse(line string) (Event, error) {
	e, err := parse(line)
	if err != nil {
		return Event{}, fmt.Errorf("trace line %q: %w", line, err)
	}
	if written := e.String(); written != line {
		return Event{}, fmt.Errorf("trace line %q: is written %q", line, written)
	}
	return e, nil
}

func parse(line string) (e Event, err error) {
	rest := line
	for _, key := range []string{"t", "seq"} {
		value, tail, _ := strings.Cut(rest, " ")
		text, ok := strings.CutPrefix(value, key+"=")
		if !ok {
			return e, fmt.Errorf("want %s=", key)
		}
		if err := e.setHeader(key, text); err != nil {
			return e, err
		}
		rest = tail
	}
	if after, ok := strings.CutPrefix(rest, "proc="); ok {
		e.Proc, rest, _ = strings.Cut(after, " ")
	}
	e.Name, rest, _ = strings.Cut(rest, " ")
	if e.Name == "" || strings.ContainsAny(e.Name, `="`) {
		return e, errors.New("no event name")
	}
	for rest != "" {
		var arg Arg
		if arg, rest, err = parseArg(rest); err != nil {
			return e, err
		}
		e.Args = append(e.Args, arg)
	}
	return e, nil
}

func (e *Event) setHeader(key, text string) (err error) {
	if key == "seq" {
		e.Seq, err = strconv.ParseUint(text, 10, 64)
		return err
	}
	seconds, nanos, ok := strings.Cut(text, ".")
	if !ok || len(nanos) != 9 {
		return fmt.Errorf("time %q is not seconds.nanoseconds", text)
	}
	e.Time, err = strconv.ParseInt(seconds+nanos, 10, 64)
	return err
}

func parseArg(s string) (Arg, string, error) {
	key, rest, ok := strings.Cut(s, "=")
	if !ok || key == "" || strings.ContainsAny(key, ` "`) {
		return Arg{}, "", fmt.Errorf("argument %q has no key", s)
	}
	if strings.HasPrefix(rest, `"`) {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return Arg{}, "", fmt.Errorf("argument %s: %w", key, err)
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			return Arg{}, "", fmt.Errorf("argument %s: %w", key, err)
		}
		tail := rest[len(quoted):]
		if tail != "" && tail[0] != ' ' {
			return Arg{}, "", fmt.Errorf("argument %s: %q after the quote", key, tail)
		}
		return Str(key, text), strings.TrimPrefix(tail, " "), nil
	}
	text, tail, _ := strings.Cut(rest, " ")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return Arg{}, "", fmt.Errorf("argument %s: %w", key, err)
	}
	return Int(key, n), tail, nil
}

// MarshalText implements encoding.TextMarshaler: the event's line.
func (e Event) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (e *Event) UnmarshalText(b []byte) error {
	parsed, err := Parse(string(b))
	*e = parsed
	return err
}
