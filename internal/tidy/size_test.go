package tidy

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"testing"
)

const (
	fileLinesMax     = 400
	functionLinesMax = 70
)

// long are the files and functions that may be longer, by "file" or "file function", and why: a table, or a switch with arms of one line.
var long = map[string]string{}

// oversized finds files and functions above the limits, tests excepted, and entries of the table that are not above them.
func oversized(sources []source, long map[string]string) []finding {
	var findings []finding
	var needed []string
	add := func(s source, n ast.Node, name string, lines, limit int) {
		if lines <= limit {
			return
		}
		if _, ok := long[name]; ok {
			needed = append(needed, name)
			return
		}
		findings = append(findings, finding{s.at(n.Pos()), fmt.Sprintf("%d lines, at most %d", lines, limit)})
	}
	for _, s := range sources {
		if s.test {
			continue
		}
		add(s, s.ast.Name, s.path, s.at(s.ast.FileEnd).Line, fileLinesMax)
		for _, decl := range s.ast.Decls {
			if function, ok := decl.(*ast.FuncDecl); ok {
				add(s, function.Name, s.path+" "+function.Name.Name, s.lines(function), functionLinesMax)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(long)) {
		if !slices.Contains(needed, name) {
			findings = append(findings, finding{text: name + " may be long, and is not"})
		}
	}
	return findings
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	report(t, oversized(sources(t), long))
}

func TestSizeRuleFires(t *testing.T) {
	bad := example(t, "size/bad.go", "sim")
	expect(t, bad.path, oversized([]source{bad}, nil))
	contain(t, oversized([]source{bad}, map[string]string{bad.path + " long": "a table", bad.path: "a table", "gone.go": "a table"}),
		"gone.go may be long, and is not")
}
