package program

import (
	"fmt"
	"strings"
)

// NoGoError says that the go command could not be run.
type NoGoError struct {
	Command string
	Err     error
}

func (e *NoGoError) Error() string {
	return fmt.Sprintf("cannot run %q, which is needed to build programs: %v", e.Command, e.Err)
}

func (e *NoGoError) Unwrap() error { return e.Err }

// EndedError says that the go command ended with an error and without a word, as it does when it is interrupted or killed.
type EndedError struct {
	Verb string // "build"
	Err  error  // how it ended
}

func (e *EndedError) Error() string {
	return fmt.Sprintf("go %s was interrupted or killed: %v", e.Verb, e.Err)
}

func (e *EndedError) Unwrap() error { return e.Err }

// ToolchainError says that the installed toolchain's standard library is not as the overlay expects it.
type ToolchainError struct {
	Version string
	File    string // what is not as expected: a file below GOROOT/src, or a package
	Anchor  string // text that is missing from the file; empty if the file itself is missing
	Output  string // what the go command wrote, if it could not compile the package
}

func (e *ToolchainError) Error() string {
	what := "has no file " + e.File
	switch {
	case e.Output != "":
		what = fmt.Sprintf("cannot compile package %s with the simulator's changes:\n%s", e.File, e.Output)
	case e.Anchor != "":
		what = fmt.Sprintf("has no line %q in %s, which the simulator changes", e.Anchor, e.File)
	}
	return fmt.Sprintf("unsupported toolchain: %s %s", e.Version, what)
}

// CacheError says that the directory where overlays and programs are kept cannot be written to.
type CacheError struct {
	Dir string
	Err error
}

func (e *CacheError) Error() string {
	return fmt.Sprintf("write to cache directory %s: %v", e.Dir, e.Err)
}

func (e *CacheError) Unwrap() error { return e.Err }

// NotMainError says that the package is not a program.
type NotMainError struct {
	Package string // import path
	Name    string // the name in its package clause
}

func (e *NotMainError) Error() string {
	return fmt.Sprintf("%s is not a main package: it is package %s", e.Package, e.Name)
}

// CompileError says that the program does not compile, with what the go command wrote about it.
type CompileError struct {
	Package string
	Output  string
}

func (e *CompileError) Error() string {
	return fmt.Sprintf("program %s does not compile:\n%s", e.Package, e.Output)
}

// CgoError says that the program needs C code.
type CgoError struct {
	Package string   // the program
	Chain   []string // import paths from the program to the package that imports "C"
	Output  string   // what the go command wrote
}

func (e *CgoError) Error() string {
	return fmt.Sprintf("program %s needs cgo, which cannot run in the simulator: %s imports \"C\"\n%s", e.Package, showChain(e.Chain), e.Output)
}

// PlatformError says that the program compiles for this machine but not for wasip1, on which the simulator runs it.
type PlatformError struct {
	Package string
	Chain   []string // import paths from the program to the package that does not build
	Output  string   // what the go command wrote
}

func (e *PlatformError) Error() string {
	return fmt.Sprintf("program %s does not build for GOOS=wasip1, on which the simulator runs it: %s\n%s", e.Package, showChain(e.Chain), e.Output)
}

func showChain(chain []string) string { return strings.Join(chain, " -> ") }
