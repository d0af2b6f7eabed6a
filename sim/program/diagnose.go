package program

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A diagnosis finds out why a program could not be built. It may take its time: it happens only after a failure.
type diagnosis struct {
	host toolchain
	src  Source
	list []goPackage // the program's packages for wasip1, the program last
}

// failedPackage is the line with which the go command begins what it says of one package.
var failedPackage = regexp.MustCompile(`(?m)^# (\S+)`)

// missesSomething is how the go command complains where files were left out for the sake of the platform or of cgo.
var missesSomething = regexp.MustCompile(`undefined|build constraints exclude|missing function body`)

// of says in the terms of this package what the error of go build means.
func (d diagnosis) of(err error) error {
	var failure *goError
	if !errors.As(err, &failure) {
		return err
	}
	program := d.list[len(d.list)-1].ImportPath
	culprit := d.culprit(failure.output)
	if d.isStandard(culprit) {
		return &ToolchainError{Version: d.host.Version, File: culprit, Output: failure.output}
	}
	if culprit != "" && missesSomething.MatchString(failure.output) {
		if d.buildsHere(culprit) {
			return &PlatformError{Package: program, Chain: chain(d.list, culprit), Output: failure.output}
		}
		if to := d.cgoOnly(culprit, failure.output); to != "" {
			return &CgoError{Package: program, Chain: chain(d.list, to), Output: failure.output}
		}
	}
	return &CompileError{Package: program, Output: failure.output}
}

// culprit is the import path of the first package that could not be loaded or compiled.
func (d diagnosis) culprit(output string) string {
	for _, p := range d.list {
		if p.Error != nil {
			return p.ImportPath
		}
	}
	if m := failedPackage.FindStringSubmatch(output); m != nil {
		return m[1]
	}
	return ""
}

func (d diagnosis) isStandard(importPath string) bool {
	return slices.ContainsFunc(d.list, func(p goPackage) bool { return p.Standard && p.Error == nil && p.ImportPath == importPath })
}

// cgoOnly is a package whose sources were left out because they need cgo: the culprit if nothing else of it was left, or one
// that it imports and finds to be without the names that it uses.
func (d diagnosis) cgoOnly(culprit, output string) string {
	var direct []string
	for _, p := range d.list {
		if p.ImportPath == culprit {
			direct = p.Imports
		}
	}
	for _, p := range d.list {
		imported := slices.Contains(direct, p.ImportPath) && strings.Contains(output, "undefined: "+p.Name+".")
		if !p.Standard && (p.ImportPath == culprit || imported) && slices.ContainsFunc(p.IgnoredGoFiles, func(f string) bool {
			return importsC(filepath.Join(p.Dir, f))
		}) {
			return p.ImportPath
		}
	}
	return ""
}

func importsC(file string) bool {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	return err == nil && slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"C"` })
}

// buildsHere says whether the package builds for the machine that this runs on.
func (d diagnosis) buildsHere(importPath string) bool {
	native := d.host
	native.env = append(slices.Clip(native.env), "GOOS=", "GOARCH=", "CGO_ENABLED=0", "GOFLAGS="+keepFlags(native.Flags))
	args := append([]string{"build", "-o", os.DevNull}, tagFlags(d.src.Tags)...)
	_, err := native.run(append(args, "--", importPath)...)
	return err == nil
}
