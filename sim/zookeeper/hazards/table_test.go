package hazards

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var hazard = regexp.MustCompile(`^TestH(\d+)[A-Z]`)

// comment is the form of a test's comment: what one sees, why, and what to do, in one line each.
var comment = regexp.MustCompile(`^(Test\w+): (.+)\n\nWhy: (.+)\n\nDo: (.+)\n$`)

// TestTableSaysWhatTheTestsSay holds the table of the paper to the comments of the tests, row by row.
func TestTableSaysWhatTheTestsSay(t *testing.T) {
	paper, err := os.ReadFile("../../../docs/zookeeper-client-hazards.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(string(paper)) {
		if strings.HasPrefix(line, "| H") {
			rows = append(rows, strings.TrimSpace(line))
		}
	}
	want, numbers := table(t)
	if d := cmp.Diff(want, rows); d != "" {
		t.Errorf("rows (-tests +paper):\n%s\nthe tests say:\n%s", d, strings.Join(want, "\n"))
	}
	for n := 1; n <= 13; n++ {
		if !slices.Contains(numbers, n) {
			t.Errorf("no test shows H%d", n)
		}
	}
}

// table is a row for each hazard's test, by number and then by place.
func table(t *testing.T) (rows []string, numbers []int) {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	byNumber := map[int][]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !hazard.MatchString(f.Name.Name) {
				continue
			}
			m := comment.FindStringSubmatch(f.Doc.Text())
			if m == nil || m[1] != f.Name.Name {
				t.Errorf("the comment of %s is not of the form of the others", f.Name.Name)
				continue
			}
			n, _ := strconv.Atoi(hazard.FindStringSubmatch(m[1])[1])
			byNumber[n] = append(byNumber[n], fmt.Sprintf("| H%d | %s | %s | `%s` |", n, capital(m[2]), m[4], m[1]))
		}
	}
	for n := range 100 {
		if len(byNumber[n]) > 0 {
			rows, numbers = append(rows, byNumber[n]...), append(numbers, n)
		}
	}
	return rows, numbers
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
