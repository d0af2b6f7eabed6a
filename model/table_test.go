package model

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The table of sub-kinds names every constant once, with a kind that its name begins with, or that is one of the documented exceptions.
func TestSubKindsIsComplete(t *testing.T) {
	source, err := os.ReadFile("kind.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`Sub = "([^"]+)"`).FindAllStringSubmatch(string(source), -1)
	rows := map[Sub]int{}
	for _, row := range SubKinds {
		rows[row.Sub]++
		if row.Sub != PhantomRecord && !strings.HasPrefix(string(row.Sub), string(row.Kind)+".") {
			t.Errorf("%s is a sub-kind of %s", row.Sub, row.Kind)
		}
		if row.Keys == "" || row.Meaning == "" {
			t.Errorf("%s has no keys or no meaning", row.Sub)
		}
	}
	for _, d := range declared {
		if rows[Sub(d[1])] != 1 {
			t.Errorf("%s has %d rows", d[1], rows[Sub(d[1])])
		}
	}
	if len(declared) != len(SubKinds) {
		t.Errorf("%d sub-kinds are declared, and %d are in the table", len(declared), len(SubKinds))
	}
}

// Every permission names something that can be found.
func TestPermissionsNameSubKinds(t *testing.T) {
	for _, p := range Permissions {
		matches := 0
		for _, row := range SubKinds {
			if p.Covers(row.Sub) {
				matches++
			}
		}
		if matches == 0 || p.Bound == "" {
			t.Errorf("permission %+v matches %d sub-kinds", p, matches)
		}
	}
}

// Every sub-kind is found in some story, so that each checker has one history that it rejects.
func TestEverySubKindHasAStory(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".txt") {
			all.WriteString(readStory(t, "testdata/"+e.Name()).expect)
		}
	}
	for _, row := range SubKinds {
		if !strings.Contains(all.String(), ": "+string(row.Sub)+" ") {
			t.Errorf("no story shows %s", row.Sub)
		}
	}
}
