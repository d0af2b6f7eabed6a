package conformance

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A story is a file of testdata, step by step.
type story []step

type step struct {
	before  []string // comments and empty lines
	act     string   // what is done; empty after the last step
	want    []string // what the real server says
	because string   // why ours says otherwise; empty if it does not
	ours    []string // what ours says then
}

const (
	acts     = "> "
	deviates = "! "
	reasons  = "! because "
)

func readStory(t *testing.T, file string) story {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return parseStory(string(text))
}

func parseStory(text string) story {
	s := story{{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		now := &s[len(s)-1]
		switch {
		case line == "", strings.HasPrefix(line, "#"):
			if now.act != "" {
				s = append(s, step{})
				now = &s[len(s)-1]
			}
			now.before = append(now.before, line)
		case strings.HasPrefix(line, acts):
			if now.act != "" {
				s = append(s, step{})
				now = &s[len(s)-1]
			}
			now.act = line[len(acts):]
		case strings.HasPrefix(line, reasons):
			now.because = line[len(reasons):]
		case strings.HasPrefix(line, deviates):
			now.ours = append(now.ours, line[len(deviates):])
		default:
			now.want = append(now.want, line)
		}
	}
	return s
}

// String is the file again.
func (s story) String() string {
	var lines []string
	for _, x := range s {
		lines = append(lines, x.before...)
		if x.act != "" {
			lines = append(lines, acts+x.act)
		}
		lines = append(lines, x.want...)
		if x.because != "" {
			lines = append(lines, reasons+x.because)
		}
		for _, line := range x.ours {
			lines = append(lines, deviates+line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// expected is what ours is to say.
func (x *step) expected() []string {
	if x.because != "" {
		return x.ours
	}
	return x.want
}

func TestStoriesAreReadAsWritten(t *testing.T) {
	text := "# A fact.\n\n> a exists /\na: xid=1\n! because it is so\n! a: end\n> b close\n\n# The end.\n"
	s := parseStory(text)
	if s.String() != text {
		t.Errorf("read %q, written %q", text, s.String())
	}
	if !slices.Equal(s[0].expected(), []string{"a: end"}) || s[1].act != "b close" {
		t.Errorf("steps %+v", s)
	}
}
