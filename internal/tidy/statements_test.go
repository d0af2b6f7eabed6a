package tidy

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// unordered is the comment that allows a range over a map, on its line or the line above. The reason why no output depends on the
// order follows it.
const unordered = "//tidy:unordered "

// statements finds what the language itself leaves to chance: goroutines, selects and the order of maps; addresses in texts; and
// floating-point numbers, whose last bit may differ between processors.
func statements(p typed) []nondeterminism {
	var found []nondeterminism
	for _, s := range p.sources {
		markers := unorderedLines(s)
		floats := map[int]bool{}
		add := func(n ast.Node, use, text string) { found = append(found, nondeterminism{s, n, use, text}) }
		ast.Inspect(s.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				add(n, "go", "go: host code runs in one goroutine")
			case *ast.SelectStmt:
				if communications(n) > 1 {
					add(n, "select", "select: which of several cases runs is left to chance")
				}
			case *ast.RangeStmt:
				line := s.at(n.Pos()).Line
				if overMap(n, p.info) && !copying(n, p.info) && !markers[line] && !markers[line-1] {
					add(n, "range", "range over a map: sort its keys, or say why no order is needed in a comment "+strings.TrimSpace(unordered))
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING && pointerVerb(n.Value) {
					add(n, "%p", "%p: addresses differ between processes")
				}
			}
			if e, ok := n.(ast.Expr); ok && isFloat(p.info.Types[e]) && !floats[s.at(e.Pos()).Line] {
				floats[s.at(e.Pos()).Line] = true
				add(e, "float", "floating point: use integers, and ratios of integers")
			}
			return true
		})
	}
	return found
}

// unorderedLines are the lines with the comment that allows a range over a map and a reason.
func unorderedLines(s source) map[int]bool {
	lines := map[int]bool{}
	for _, group := range s.ast.Comments {
		for _, comment := range group.List {
			if reason, ok := strings.CutPrefix(comment.Text, unordered); ok && strings.TrimSpace(reason) != "" {
				lines[s.at(comment.Pos()).Line] = true
			}
		}
	}
	return lines
}

// communications counts the cases of a select but default.
func communications(s *ast.SelectStmt) int {
	count := 0
	for _, clause := range s.Body.List {
		if clause.(*ast.CommClause).Comm != nil {
			count++
		}
	}
	return count
}

func overMap(r *ast.RangeStmt, info *types.Info) bool {
	_, ok := info.Types[r.X].Type.Underlying().(*types.Map)
	return ok
}

// copying says whether all that a range over a map does is to assign to another map at the same key, or to delete that key, without a
// call that could tell the order. Such a body is free of order.
func copying(r *ast.RangeStmt, info *types.Info) bool {
	key, ok := r.Key.(*ast.Ident)
	if !ok || len(r.Body.List) != 1 {
		return false
	}
	isKey := func(e ast.Expr) bool {
		name, ok := e.(*ast.Ident)
		return ok && name.Name == key.Name
	}
	switch statement := r.Body.List[0].(type) {
	case *ast.AssignStmt:
		index, ok := statement.Lhs[0].(*ast.IndexExpr)
		return ok && len(statement.Lhs) == 1 && isKey(index.Index) && !calls(statement.Rhs[0], info)
	case *ast.ExprStmt:
		call, ok := statement.X.(*ast.CallExpr)
		return ok && len(call.Args) == 2 && isKey(call.Args[1]) && isBuiltin(call, "delete", info)
	default:
		return false
	}
}

// calls says whether an expression calls a function other than a method named clone or copy, which copies and does nothing else.
func calls(e ast.Expr, info *types.Info) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !info.Types[call.Fun].IsType() {
			name := called(call)
			found = found || name == nil || !strings.EqualFold(name.Name, "clone") && !strings.EqualFold(name.Name, "copy")
		}
		return true
	})
	return found
}

func isBuiltin(call *ast.CallExpr, name string, info *types.Info) bool {
	id := called(call)
	return id != nil && id.Name == name && info.Types[call.Fun].IsBuiltin()
}

// isFloat says whether an expression is a floating-point number. A constant such as 1e9 may yet be an integer.
func isFloat(tv types.TypeAndValue) bool {
	if tv.Type == nil || tv.Value != nil && constant.ToInt(tv.Value).Kind() == constant.Int {
		return false
	}
	basic, ok := tv.Type.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsFloat != 0
}

// pointerVerb says whether a string literal prints an address.
func pointerVerb(literal string) bool {
	for rest := literal; ; {
		_, after, found := strings.Cut(rest, "%")
		if !found {
			return false
		}
		verb := strings.TrimLeft(after, "+-# 0123456789")
		if strings.HasPrefix(verb, "p") {
			return true
		}
		rest = strings.TrimPrefix(verb, "%")
	}
}
