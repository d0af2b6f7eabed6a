package reports

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// Minimal tells of a case that was made small: from what, what is kept, what happens in it, and what comes of it without
// each of its faults. The setting is that of the case as it was; nil means the scenario's own.
func Minimal(s scenarios.Scenario, was scenarios.Case, in *scenarios.Setting, m scenarios.Minimal) []byte {
	before := s.Setting()
	if in != nil {
		before = *in
	}
	var b strings.Builder
	fmt.Fprintf(&b, "kept: %s\n", m.Fingerprint)
	now := m.Outcome.Case
	fmt.Fprintf(&b, "%s of %d", plural(len(now.Schedule.Faults), "fault"), len(was.Schedule.Faults))
	for _, part := range []struct {
		what     string
		now, was int
	}{
		{"partition", m.Setting.Workload.Partitions, before.Workload.Partitions},
		{"record", m.Setting.Workload.Records, before.Workload.Records},
		{"later record", m.Setting.Workload.Later, before.Workload.Later},
	} {
		if part.was > 0 {
			fmt.Fprintf(&b, ", %s of %d", plural(part.now, part.what), part.was)
		}
	}
	if len(m.Setting.Instances) > 0 {
		fmt.Fprintf(&b, ", with %s alone", strings.Join(m.Setting.Instances, " and "))
	}
	fmt.Fprintf(&b, "; after %s\n", plural(m.Runs, "run"))
	if !m.Complete {
		b.WriteString("the budget was not enough: there may be a smaller case\n")
	}
	b.WriteString("\n")
	b.Write(Timeline(s, m.Outcome))
	b.WriteString("\n")
	for _, k := range m.Knockouts {
		fmt.Fprintln(&b, k)
	}
	if len(m.Knockouts) == 0 {
		b.WriteString("it takes no fault\n")
	}
	return []byte(b.String())
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
