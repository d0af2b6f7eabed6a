package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// events are the lines of a trace whose events are named.
func events(names string) string {
	var b strings.Builder
	for i, name := range strings.Fields(names) {
		fmt.Fprintf(&b, "t=0.00000000%d seq=%d %s\n", i%10, i+1, name)
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	for _, c := range []struct{ first, second, want string }{
		{"", "", "0 events are the same"},
		{"a b c", "a b c", "3 events are the same"},
		{"a b c d e f g h i j", "a b c d e x y z i j", `5 events are the same, and then:
  both  3 c, 4 d, 5 e
  A     6 f, 7 g, 8 h
  B     6 x, 7 y, 8 z`},
		{"a b", "a b c d", `2 events are the same, and then:
  both  1 a, 2 b
  A     (the trace ends)
  B     3 c, 4 d, (the trace ends)`},
		{"", "x", `0 events are the same, and then:
  A     (the trace ends)
  B     1 x, (the trace ends)`},
	} {
		d, err := compare(strings.NewReader(events(c.first)), strings.NewReader(events(c.second)+"\nseconds  step\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := inShort(d); got != c.want {
			t.Errorf("%s against %s:\n%s\nwant\n%s", c.first, c.second, got, c.want)
		}
		if same := c.first == c.second; same != (len(d.first) == 0) || same != (len(d.second) == 0) {
			t.Errorf("%s against %s: %v and %v follow", c.first, c.second, d.first, d.second)
		}
	}
}

// inShort is a difference with its events' numbers and names alone, those of a side in one line.
func inShort(d difference) string {
	if len(d.first) == 0 {
		return fmt.Sprintf("%d events are the same", d.equal)
	}
	var b strings.Builder
	d.write(&b, "A", "B")
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	short, last := lines[:1], ""
	for _, line := range lines[1:] {
		side, event := line[:len("  both  ")], line[len("  both  "):]
		if _, seq, found := strings.Cut(event, "seq="); found {
			event = seq
		}
		if side == last {
			short[len(short)-1] += ", " + event
		} else {
			short = append(short, side+event)
		}
		last = side
	}
	return strings.Join(short, "\n")
}

func TestDiffOfTraces(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	a, b := write("a", events("proc.start net.send")+"\nseconds  step  what happened\n"), write("b", events("proc.start net.drop"))
	if status, out, errOut := command("diff", a, a); status != exitAsPromised || out != "the traces are equal: 2 events\n" {
		t.Errorf("status %d, said %q, printed:\n%s", status, errOut, out)
	}
	status, out, errOut := command("diff", a, b)
	want := "A is " + a + "\nB is " + b + `
1 events are the same, and then:
  both  t=0.000000000 seq=1 proc.start
  A     t=0.000000001 seq=2 net.send
  A     (the trace ends)
  B     t=0.000000001 seq=2 net.drop
  B     (the trace ends)
`
	if diff := cmp.Diff(want, out); status != exitAnomaly || diff != "" {
		t.Errorf("status %d, said %q (-want +got):\n%s", status, errOut, diff)
	}
	for _, c := range []struct{ second, says string }{
		{filepath.Join(dir, "missing"), "no such file"},
		{write("prose", "once upon a time\n"), "prose:1: it is truncated or not JSON"},
		{write("empty", ""), "empty:1: it is truncated or not JSON"},
	} {
		if status, out, errOut := command("diff", a, c.second); status != exitUsage || !strings.Contains(errOut, c.says) || out != "" {
			t.Errorf("status %d, said %q, want %q; printed:\n%s", status, errOut, c.says, out)
		}
	}
}

// A test is emitted without a run, of a scenario too that only its author knows.
func TestEmitTestCommand(t *testing.T) {
	const file = `{"format":1,"scenario":"%s","case":{"index":4,"seed":1,"schedule":{"format":1,"faults":[]}},"programs":{},"hash":"00","finding":[]}`
	for scenario, want := range map[string]string{
		"direct-append": `scenarios.Replays(t, scenarios.Named("direct-append"), directAppendCase4)`,
		"TestShop":      "Put the scenario here",
	} {
		name := filepath.Join(t.TempDir(), "case.scenario.json")
		if err := os.WriteFile(name, fmt.Appendf(nil, file, scenario), 0o644); err != nil {
			t.Fatal(err)
		}
		status, out, errOut := command("replay", name, "--emit-test", "--package", "billing")
		if status != exitAsPromised || !strings.HasPrefix(out, "package billing\n") || !strings.Contains(out, want) {
			t.Errorf("status %d, said %q, printed:\n%s", status, errOut, out)
		}
		if status, _, errOut := command("replay", name, "--emit-test", "--package", "a b"); status != exitUsage || !strings.Contains(errOut, "in package a b") {
			t.Errorf("status %d, said %q of a bad package", status, errOut)
		}
	}
}
