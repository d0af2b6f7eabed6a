package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// A difference is where two traces part.
type difference struct {
	equal         int      // events that are the same in both, before it
	before        []string // the last of those
	first, second []string // what follows in each
}

// differenceContext is how many events are kept of either side of a difference.
const differenceContext = 3

// compare finds the first difference of two traces; there is none where both returned lists of what follows are empty.
func compare(first, second io.Reader) (difference, error) {
	var d difference
	a, b := &traceReader{lines: bufio.NewReader(first)}, &traceReader{lines: bufio.NewReader(second)}
	for {
		one, other := a.next(), b.next()
		if a.err != nil || b.err != nil {
			return d, fmt.Errorf("read traces: %v, %v", a.err, b.err)
		}
		switch {
		case one != other:
			d.first, d.second = a.rest(one), b.rest(other)
			return d, nil
		case one == "":
			return d, nil
		}
		d.equal++
		if d.before = append(d.before, one); len(d.before) > differenceContext {
			d.before = d.before[1:]
		}
	}
}

// write prints a difference, with the names of its two sides.
func (d difference) write(out io.Writer, first, second string) {
	fmt.Fprintf(out, "%d events are the same, and then:\n", d.equal)
	width := max(len(first), len(second), len("both"))
	for _, side := range []struct {
		name  string
		lines []string
	}{{"both", d.before}, {first, d.first}, {second, d.second}} {
		for _, line := range side.lines {
			fmt.Fprintf(out, "  %-*s  %s\n", width, side.name, line)
		}
	}
}

// A traceReader reads the events of a trace, one a line. What follows them, as a timeline does, is no part of it.
type traceReader struct {
	lines *bufio.Reader
	err   error
}

// next is the next event, or "" at the end.
func (r *traceReader) next() string {
	line, err := r.lines.ReadString('\n')
	if err != nil && err != io.EOF {
		r.err = err
	}
	if !strings.HasPrefix(line, eventPrefix) {
		return ""
	}
	return strings.TrimSuffix(line, "\n")
}

// eventPrefix is how the line of an event begins, and no line of a timeline.
const eventPrefix = "t="

// rest is an event and some that follow it; at the end it says that this is the end.
func (r *traceReader) rest(line string) []string {
	var list []string
	for ; line != "" && len(list) < differenceContext; line = r.next() {
		list = append(list, line)
	}
	if len(list) < differenceContext {
		list = append(list, "(the trace ends)")
	}
	return list
}
