// Package tidy holds the rules of this repository as tests: which package may import which, what keeps host code deterministic, how
// large a file and a function may be, what is documented, and that papers, requirements and commands say the same.
//
// It has no code of its own. Each rule is one test file: a table as data, a function from source files to findings, a test over the
// whole repository, and a test over a bad example in testdata, whose comments say what the rule must find there:
//
//	now := time.Now() // want "time.Now"
//
// A table names packages, modules, files and functions. An entry that names nothing that exists any more is a finding as well, so that
// no ban outlives what it bans and no exemption outlives its reason.
package tidy
