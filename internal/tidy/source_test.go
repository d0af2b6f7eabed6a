package tidy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/onceover/onceover"
)

// A source is one parsed Go file of the repository, whatever platform it is for.
type source struct {
	path string // from the root, with slashes
	dir  string // its package's directory from the root
	test bool
	fset *token.FileSet
	ast  *ast.File
}

func (s source) at(pos token.Pos) token.Position {
	position := s.fset.Position(pos)
	position.Filename = s.path
	return position
}

func (s source) lines(n ast.Node) int { return s.at(n.End()).Line - s.at(n.Pos()).Line + 1 }

// repository parses all Go files outside testdata, once for all rules.
var repository = sync.OnceValues(func() ([]source, error) {
	var sources []source
	err := walk(func(path string) error {
		if !strings.HasSuffix(path, ".go") || strings.Contains("/"+path, "/testdata/") {
			return nil
		}
		s, err := parse(path)
		sources = append(sources, s)
		return err
	})
	return sources, err
})

func sources(t *testing.T) []source {
	t.Helper()
	all, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func parse(path string) (source, error) { return parseWith(token.NewFileSet(), path) }

func parseWith(fset *token.FileSet, path string) (source, error) {
	dir := path[:max(0, strings.LastIndex(path, "/"))]
	s := source{path: path, dir: dir, test: strings.HasSuffix(path, "_test.go"), fset: fset}
	var err error
	s.ast, err = parser.ParseFile(s.fset, filepath.Join(root, path), nil, parser.ParseComments|parser.SkipObjectResolution)
	return s, err
}

// walk calls visit for each file of the repository that a person wrote, in order.
func walk(visit func(path string) error) error {
	return filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		path := filepath.ToSlash(rel)
		if entry.IsDir() {
			if path == ".git" || path == "reports/out" || strings.HasSuffix(path, "testdata/rapid") {
				return filepath.SkipDir
			}
			return nil
		}
		return visit(path)
	})
}

// within says whether a package's directory is dir or below it.
func within(pkg, dir string) bool { return pkg == dir || strings.HasPrefix(pkg, dir+"/") }

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
