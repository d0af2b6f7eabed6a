package tidy

import (
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A finding is one place that breaks a rule.
type finding struct {
	at   token.Position // only a file where the whole file is meant
	text string
}

func (f finding) String() string {
	if f.at.Filename == "" {
		return f.text
	}
	return fmt.Sprintf("%s: %s", f.at, f.text)
}

// report fails a test with all findings, in the order of the files.
func report(t *testing.T, findings []finding) {
	t.Helper()
	lines := make([]string, 0, len(findings))
	for _, f := range findings {
		lines = append(lines, f.String())
	}
	for _, line := range lines {
		t.Error(line)
	}
}

// want is a comment of a bad example: a rule must find the quoted text on that line.
var want = regexp.MustCompile(`// want ("(?:[^"\\]|\\.)*")`)

// expect compares findings with the want comments of a bad example. Each line that wants none must have none.
func expect(t *testing.T, path string, findings []finding) {
	t.Helper()
	var wanted, found []string
	for i, line := range strings.Split(read(t, path), "\n") {
		for _, match := range want.FindAllStringSubmatch(line, -1) {
			text, err := strconv.Unquote(match[1])
			if err != nil {
				t.Fatalf("%s:%d: %v", path, i+1, err)
			}
			wanted = append(wanted, fmt.Sprintf("%d: %s", i+1, text))
		}
	}
	if len(wanted) == 0 {
		t.Fatalf("%s wants nothing", path)
	}
	for _, f := range findings {
		found = append(found, fmt.Sprintf("%d: %s", f.at.Line, f.text))
	}
	slices.Sort(wanted)
	slices.Sort(found)
	if diff := cmp.Diff(wanted, found); diff != "" {
		t.Errorf("findings in %s (-want +got):\n%s", path, diff)
	}
}

// example parses a bad example of testdata as if it were the given file of the repository.
func example(t *testing.T, name, as string) source {
	t.Helper()
	s, err := parse("internal/tidy/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	s.dir = as
	return s
}

// contain is for findings without a line: exactly these texts.
func contain(t *testing.T, findings []finding, texts ...string) {
	t.Helper()
	var found []string
	for _, f := range findings {
		found = append(found, f.text)
	}
	if diff := cmp.Diff(texts, found); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
