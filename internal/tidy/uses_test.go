package tidy

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"testing"
)

// A ban is names of a package of the standard library that host code may not use.
type ban struct {
	path    string
	names   []string // none: all of them
	allowed []string // with no names: all but these
	instead string
}

var bans = []ban{
	{path: "time", names: []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"},
		instead: "time comes in as an argument"},
	{path: "math/rand", instead: "randomness comes in as a source of math/rand/v2"},
	{path: "math/rand/v2", allowed: []string{"New", "NewPCG", "NewChaCha8"}, instead: "randomness comes in as a source"},
	{path: "crypto/rand", instead: "randomness comes in as a source"},
	{path: "hash/maphash", instead: "its seed differs between processes"},
	{path: "os", names: []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv", "Hostname", "Getpid", "Getwd", "TempDir", "UserHomeDir", "UserCacheDir"},
		instead: "what a run depends on comes in as an argument"},
	{path: "os/exec", instead: "programs run as processes of a world"},
	{path: "runtime", names: []string{"NumCPU", "GOMAXPROCS", "NumGoroutine"}, instead: "a run may not depend on its machine"},
}

// ordered are the functions that make an order out of a map's iterator.
var ordered = []string{"slices.Sorted", "slices.SortedFunc"}

// uses finds the banned names of the standard library, and iterators over maps that nothing sorts.
func uses(p typed) []nondeterminism {
	var found []nondeterminism
	for _, s := range p.sources {
		sorted := sortedCalls(s, p.info)
		ast.Inspect(s.ast, func(n ast.Node) bool {
			name, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			path, member := global(p.info.Uses[name])
			if b, banned := banOf(path, member); banned {
				use := path + "." + member
				if b.names == nil && b.allowed == nil {
					use = path
				}
				found = append(found, nondeterminism{s, n, use, fmt.Sprintf("%s.%s: %s", path, member, b.instead)})
			}
			if path == "maps" && slices.Contains([]string{"All", "Keys", "Values"}, member) && !sorted[name] {
				found = append(found, nondeterminism{s, n, "maps." + member, fmt.Sprintf("maps.%s: sort what it yields by slices.Sorted", member)})
			}
			return true
		})
	}
	return found
}

// global is the package and the name of a function, variable or type that an identifier means, if it is not a method, field or local.
func global(object types.Object) (path, name string) {
	if object == nil || object.Pkg() == nil || object.Parent() != object.Pkg().Scope() {
		return "", ""
	}
	switch object.(type) {
	case *types.Func, *types.Var:
		return object.Pkg().Path(), object.Name()
	default:
		return "", ""
	}
}

func banOf(path, name string) (ban, bool) {
	for _, b := range bans {
		if b.path == path && (slices.Contains(b.names, name) || b.names == nil && !slices.Contains(b.allowed, name)) {
			return b, true
		}
	}
	return ban{}, false
}

// sortedCalls are the function names in calls whose results are sorted at once, as in slices.Sorted(maps.Keys(m)).
func sortedCalls(s source, info *types.Info) map[*ast.Ident]bool {
	sorted := map[*ast.Ident]bool{}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		outer, ok := n.(*ast.CallExpr)
		if !ok || len(outer.Args) == 0 {
			return true
		}
		path, name := global(info.Uses[called(outer)])
		inner, ok := outer.Args[0].(*ast.CallExpr)
		if ok && slices.Contains(ordered, path+"."+name) {
			sorted[called(inner)] = true
		}
		return true
	})
	return sorted
}

// called is the name of the function that a call calls, or nil.
func called(call *ast.CallExpr) *ast.Ident {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return fun
	case *ast.SelectorExpr:
		return fun.Sel
	default:
		return nil
	}
}

func TestBannedNamesExist(t *testing.T) {
	var paths []string
	for _, b := range bans {
		paths = append(paths, b.path)
	}
	packages, err := list(paths)
	if err != nil {
		t.Fatal(err)
	}
	library := compiled(packages)
	for _, b := range bans {
		p, err := library.Import(b.path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Concat(b.names, b.allowed) {
			if p.Scope().Lookup(name) == nil {
				t.Errorf("the rule names %s.%s, which does not exist", b.path, name)
			}
		}
	}
}
