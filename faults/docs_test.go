package faults

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// page is what is made of the kinds and of the vocabulary.
const page = "../docs/faults.md"

func TestPageOfFaults(t *testing.T) {
	want := page1 + kindsTable(t) + page2 + vocabularyTable()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not what the tables say; go test ./faults -run TestPageOfFaults -update writes it (-want +got):\n%s", page, diff)
	}
}

const page1 = `# What can go wrong

Package faults has these kinds. The kinds that are *drawn* are in the schedules of every scenario that does not say how its own
are made; *named* ones only where its ` + "`Space.Also`" + ` has them, or a schedule that somebody wrote. Each strikes once, at a time, at the
n-th output of a process, or at a stage of the n-th operation of a service, and is counted as requested, armed and delivered.

A case is *vacuous* where faults were requested and none was delivered: it shows nothing. One of which only a part was delivered
shows what a shorter schedule would, and counts in full; so a row's figure of faults delivered, of those requested, tells how much
of what was asked for was tried. Where it is low, more cases make up for it, except for a kind that none of them gets: a row is
inconclusive where more than a fifth of its cases are vacuous, or where ten cases or more asked for a kind and none got it.

| kind | what happens | schedules |
| --- | --- | --- |
`

const page2 = `
## The vocabulary

What can go wrong around a consumer, and what brings it about here. Scenarios are named in ` + "`onceover list`" + `,
or are cells of ` + "`onceover matrix`" + `, row/design.

| id | meaning | kinds | how else | for instance | left out |
| --- | --- | --- | --- | --- | --- |
`

// kindsTable is made of the comments in kind.go.
func kindsTable(t *testing.T) string {
	about := comments(t)
	var b strings.Builder
	for _, r := range rules {
		if about[r.kind] == "" {
			t.Errorf("%s has no comment in kind.go", r.kind)
		}
		how := "named"
		if r.often > 0 {
			how = "drawn"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.kind, about[r.kind], how)
		delete(about, r.kind)
	}
	for k := range about {
		t.Errorf("%s is no kind of the rules", k)
	}
	return b.String()
}

// comments are what stands behind the constants of kind.go.
func comments(t *testing.T) map[Kind]string {
	file, err := parser.ParseFile(token.NewFileSet(), "kind.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	about := map[Kind]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.ValueSpec); ok && len(s.Values) == 1 && s.Comment != nil {
			if value, ok := s.Values[0].(*ast.BasicLit); ok {
				kind, err := strconv.Unquote(value.Value)
				if err != nil {
					t.Fatal(err)
				}
				about[Kind(kind)] = strings.TrimSpace(s.Comment.Text())
			}
		}
		return true
	})
	return about
}

func vocabularyTable() string {
	var b strings.Builder
	for _, x := range Vocabulary {
		var kinds []string
		for _, k := range x.Kinds {
			kinds = append(kinds, "`"+string(k)+"`")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", x.ID, x.Meaning, strings.Join(kinds, ", "), x.How, strings.Join(x.Scenarios, ", "), x.Lacks)
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "|  |", "| |"), "|  |", "| |")
}

// The vocabulary is complete and in order, each entry is delivered or says because of what it is not, and every kind serves for something.
func TestVocabulary(t *testing.T) {
	var want, got []string
	for _, part := range []struct {
		letter string
		n      int
	}{{"P", 8}, {"K", 12}, {"Z", 11}, {"S", 5}, {"T", 4}, {"U", 6}, {"G", 3}} {
		for i := range part.n {
			want = append(want, part.letter+strconv.Itoa(i+1))
		}
	}
	used := map[Kind]bool{}
	for _, x := range Vocabulary {
		got = append(got, x.ID)
		if x.Meaning == "" || len(x.Kinds) == 0 && x.How == "" && x.Lacks == "" && len(x.Scenarios) == 0 {
			t.Errorf("%s says neither how it comes about nor why not", x.ID)
		}
		if x.Lacks != "" && !strings.Contains(x.Lacks, "because ") {
			t.Errorf("%s does not say why it lacks something: %s", x.ID, x.Lacks)
		}
		for _, k := range x.Kinds {
			if _, ok := ruleOf(k); !ok {
				t.Errorf("%s has the kind %q", x.ID, k)
			}
			used[k] = true
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	for _, r := range rules {
		if !used[r.kind] {
			t.Errorf("%s serves for nothing in the vocabulary", r.kind)
		}
	}
}
