// Onceover runs the scenarios and says what the consumers in them lost or did twice.
//
// The command finds the module, has its programs built, and supervises worker processes (itself, executed again) that
// run the cases: a guest that computes for ever cannot be preempted, so whoever runs one must be killable from outside.
// It is the only package that looks at wall time and at signals; none of that reaches a file that it writes.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
