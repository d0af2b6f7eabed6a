package tidy

import (
	"bytes"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A word is a pattern that no file of the repository may contain.
type word struct {
	pattern *regexp.Regexp
	why     string
}

var words = []word{
	{regexp.MustCompile(`\b(TODO|FIXME|XXX)\b`), "do it, or write an issue"},
	{regexp.MustCompile(`(^|[\s"'=(])/(home|Users)/\w+`), "a path of one machine"},
	{regexp.MustCompile(`\bt\.(SkipNow\(\)|Skip\(\))`), "say why the test is skipped"},
	{regexp.MustCompile(`^\s*package (util|utils|common|helpers?|types|misc)\b`), "name what the package is about"},
}

// wordy finds the words in the lines of a text file.
func wordy(path, text string, words []word) []finding {
	var findings []finding
	for i, line := range strings.Split(text, "\n") {
		for _, w := range words {
			if found := w.pattern.FindString(line); found != "" {
				at := token.Position{Filename: path, Line: i + 1}
				findings = append(findings, finding{at, fmt.Sprintf("%q: %s", strings.TrimSpace(found), w.why)})
			}
		}
	}
	return findings
}

func TestBannedWords(t *testing.T) {
	err := walk(func(path string) error {
		if within(path, "internal/tidy") {
			return nil // these files say what is banned
		}
		data, err := os.ReadFile(filepath.Join(root, path))
		if err == nil && !bytes.ContainsRune(data, 0) {
			report(t, wordy(path, string(data), words))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWordRuleFires(t *testing.T) {
	const path = "internal/tidy/testdata/words/bad.txt"
	expect(t, path, wordy(path, read(t, path), words))
}
