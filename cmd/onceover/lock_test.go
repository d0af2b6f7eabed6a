//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package main

import (
	"strings"
	"testing"
)

// Two runs cannot write to one directory, and a third can when the first is over.
func TestTwoRunsInOneDirectory(t *testing.T) {
	dir, whole := t.TempDir(), t.TempDir()
	if status, _, errOut := fakeSession(t, runOptions{parallel: 1, stall: stallForTests, out: whole}, script{}); status != exitAsPromised {
		t.Fatalf("status %d: %s", status, errOut)
	}
	unlock, err := lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{
		"run direct-append --cases 1 --out " + dir, "merge " + whole + " --out " + dir, "sweep direct-append --out " + dir, "mutants --cases 1 --out " + dir,
	} {
		status, out, errOut := command(strings.Fields(args)...)
		if status != exitHarness || !strings.Contains(errOut, "another run writes to "+dir+" now") || out != "" {
			t.Errorf("%s: status %d; it said %q, printed %q", args, status, errOut, out)
		}
	}
	unlock()
	if status, _, errOut := command("merge", whole, "--out", dir); status != exitAsPromised {
		t.Errorf("when the lock is gone: status %d: %s", status, errOut)
	}
}
