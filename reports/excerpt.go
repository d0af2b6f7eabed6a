package reports

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/onceover/onceover/scenarios"
	"github.com/onceover/onceover/sim/trace"
)

// An Excerpt is a part of what a case has to tell. The zero value is all of it.
type Excerpt struct {
	Until uint64 `json:"until,omitempty"` // the last step that is told; 0 means the end
	Grep  string `json:"grep,omitempty"`  // what a line must match, as a regular expression
}

// Check reports an expression that is none, which no other method may be asked with.
func (x Excerpt) Check() error {
	_, err := regexp.Compile(x.Grep)
	return err
}

func (x Excerpt) has(step uint64) bool { return x.Until == 0 || step <= x.Until }

// Timeline is the part of a case's timeline. What was found belongs to the end, and to no earlier part.
func (x Excerpt) Timeline(s scenarios.Scenario, o scenarios.Outcome) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s case %d: %s\n", s.Name, o.Case.Index, s.Summary)
	for i, f := range o.Case.Schedule.Faults {
		fmt.Fprintf(&b, "fault %d: %s\n", i+1, f)
	}
	b.WriteString("\n")
	t := table{right: []bool{true, true}}
	t.add("seconds", "step", "what happened")
	for _, m := range drawTogether(moments(o, x.has), evidence(o.Verdict.Anomalies)) {
		t.add(m.cells()...)
	}
	var lines strings.Builder
	t.write(&lines)
	header, rest, _ := strings.Cut(lines.String(), "\n")
	b.WriteString(header + "\n")
	expression := regexp.MustCompile(x.Grep)
	for line := range strings.Lines(rest) {
		if expression.MatchString(strings.TrimSuffix(line, "\n")) {
			b.WriteString(line)
		}
	}
	if x.has(o.Events) {
		conclusion(&b, s, o)
	} else {
		fmt.Fprintf(&b, "\ntold until step %d of %d, without what was found at the end\n", x.Until, o.Events)
	}
	return []byte(b.String())
}

// Trace copies the part of a trace, which is one event a line.
func (x Excerpt) Trace(to io.Writer, from io.Reader) error {
	expression := regexp.MustCompile(x.Grep)
	out := bufio.NewWriter(to)
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF && line == "" {
			break
		} else if err != nil {
			return fmt.Errorf("read trace: %w", err)
		}
		line = strings.TrimSuffix(line, "\n")
		e, err := trace.Parse(line)
		if err != nil {
			return fmt.Errorf("read trace: %w", err)
		}
		if x.has(e.Seq) && expression.MatchString(line) {
			fmt.Fprintln(out, line)
		}
	}
	return out.Flush()
}
