// Package reports renders results: a run as text, as JSON and as JUnit's XML, one case as a timeline, and the replay
// files of failures.
//
// Everything here is a pure function from values to bytes. No wall time, machine, path or environment gets in, so that equal
// results are equal files.
package reports
