package tidy

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

// undocumented finds packages without a comment, and exported names whose comment is missing or begins otherwise. Groups of constants
// and variables are left to their author's judgement. A main package exports nothing.
func undocumented(sources []source) []finding {
	var findings []finding
	documented, promised := map[string]bool{}, promises(sources)
	for _, s := range sources {
		if s.ast.Doc != nil {
			documented[s.dir] = true
		}
	}
	for _, s := range sources {
		if s.test {
			continue
		}
		if !documented[s.dir] {
			documented[s.dir] = true
			findings = append(findings, finding{s.at(s.ast.Name.Pos()), fmt.Sprintf("package %s has no comment", s.ast.Name.Name)})
		}
		if s.ast.Name.Name == "main" {
			continue
		}
		if s.ast.Doc != nil {
			findings = append(findings, begins(s, s.ast.Name, s.ast.Doc, "Package "+s.ast.Name.Name)...)
		}
		for _, decl := range s.ast.Decls {
			findings = append(findings, undocumentedIn(s, decl, promised)...)
		}
	}
	return findings
}

func undocumentedIn(s source, decl ast.Decl, promised map[string]bool) []finding {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		switch {
		case decl.Recv == nil:
			return exported(s, decl.Name, decl.Doc)
		case ast.IsExported(receiver(decl)) && (decl.Doc != nil || !promised[decl.Name.Name]):
			return exported(s, decl.Name, decl.Doc)
		}
	case *ast.GenDecl:
		var findings []finding
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				findings = append(findings, exported(s, spec.Name, cmp.Or(spec.Doc, decl.Doc))...)
			case *ast.ValueSpec:
				if decl.Lparen == token.NoPos {
					findings = append(findings, exported(s, spec.Names[0], decl.Doc)...)
				}
			}
		}
		return findings
	}
	return nil
}

// wellKnown are methods whose meaning an interface of the standard library gives.
var wellKnown = []string{"Error", "Unwrap", "String", "Len", "Less", "Swap", "Push", "Pop"}

// promises are the methods that need no comment of their own, because the interface that they implement has one.
func promises(sources []source) map[string]bool {
	promised := map[string]bool{}
	for _, name := range wellKnown {
		promised[name] = true
	}
	for _, s := range sources {
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if i, ok := n.(*ast.InterfaceType); ok {
				for _, method := range i.Methods.List {
					if len(method.Names) == 1 && (method.Doc != nil || method.Comment != nil) {
						promised[method.Names[0].Name] = true
					}
				}
			}
			return true
		})
	}
	return promised
}

func exported(s source, name *ast.Ident, doc *ast.CommentGroup) []finding {
	if !name.IsExported() {
		return nil
	}
	return begins(s, name, doc, name.Name, "A "+name.Name, "An "+name.Name, "The "+name.Name)
}

// begins checks that a comment starts with one of the given words.
func begins(s source, name *ast.Ident, doc *ast.CommentGroup, words ...string) []finding {
	if doc == nil {
		return []finding{{s.at(name.Pos()), name.Name + " has no comment"}}
	}
	text := doc.Text()
	for _, w := range words {
		if regexp.MustCompile(`^` + regexp.QuoteMeta(w) + `\b`).MatchString(text) {
			return nil
		}
	}
	return []finding{{s.at(name.Pos()), fmt.Sprintf("the comment of %s does not begin with %q", name.Name, words[0])}}
}

func receiver(function *ast.FuncDecl) string {
	name := ""
	ast.Inspect(function.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return name == ""
	})
	return name
}

// onePerPackage finds packages with more than one comment: only one of them is shown first, and which is left to the file names.
func onePerPackage(sources []source) []finding {
	first := map[string]string{}
	var findings []finding
	for _, s := range sources {
		if s.ast.Doc == nil || strings.HasSuffix(s.ast.Name.Name, "_test") {
			continue
		}
		if other, ok := first[s.dir]; ok {
			findings = append(findings, finding{s.at(s.ast.Doc.Pos()), "the package has a comment in " + other + ", too"})
			continue
		}
		first[s.dir] = s.path
	}
	return findings
}

func TestEverythingExportedIsDocumented(t *testing.T) {
	report(t, undocumented(sources(t)))
	report(t, onePerPackage(sources(t)))
}

func TestDocumentationRuleFires(t *testing.T) {
	bad := example(t, "documented/bad.go", "sim")
	expect(t, bad.path, undocumented([]source{bad}))
	command := example(t, "documented/main.go", "cmd")
	contain(t, undocumented([]source{command}))
	contain(t, onePerPackage([]source{command, command}), "the package has a comment in "+command.path+", too")
}
