package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOffsets works on a group's offsets as a person would, before, behind and beyond a consumer's run.
func TestOffsets(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	tell := func(command string, status int, want string) {
		t.Helper()
		var out strings.Builder
		got := run(t.Context(), append(strings.Fields(command), w.args("append")...), &out, &out)
		if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), out.String()); diff != "" || got != status {
			t.Errorf("direct %s: exit status %d, want %d\n%s", command, got, status, diff)
		}
	}
	tell("offsets show", 0, `
  partition  stored  epoch  log start  log end               note
          0       -      -          0       75  nothing is stored
          1       -      -          0       75  nothing is stored
          2       -      -          0       75  nothing is stored
          3       -      -          0       75  nothing is stored
`)
	tell("offsets set --offset 70 --partitions 1,2 --dry-run", 0, "partition 1: nothing -> 70\npartition 2: nothing -> 70\n")
	tell("offsets set --offset 70 --partitions 1,2", 0, "partition 1: nothing -> 70\npartition 2: nothing -> 70\n")
	tell("lag", 0, `
  partition  stored  log end  lag
          0       -       75    -
          1      70       75    5
          2      70       75    5
          3       -       75    -
10 records in all
`)
	if status := w.run(t, "append", 0); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	tell("lag", 0, `
  partition  stored  log end  lag
          0      75       75    0
          1      75       75    0
          2      75       75    0
          3      75       75    0
0 records in all
`)
	tell("offsets set --offset 60 --partitions 3", 2,
		"direct: partition 3: 60 is below what is stored, 75; with --rewind the records between are handled again\n")
	tell("offsets set --offset 60 --partitions 3 --rewind", 0, "partition 3: 75 -> 60\n")
	tell("offsets set --to earliest --rewind --partitions 3", 0, "partition 3: 60 -> 0\n")
	tell("offsets set --to latest", 0, "partition 3: 0 -> 75\n")
	tell("offsets set --to latest", 0, "nothing to set\n")
	tell("offsets set --offset 76", 2, "direct: partition 0: its log spans [0, 75), which 76 is not in\n")
	tell("offsets set --to tomorrow", 2,
		"direct: --to: want earliest, latest or a time such as 2026-01-02T15:04:05Z, have \"tomorrow\"\n")
	tell("offsets set --to latest --partitions 9", 2, "direct: --partitions: the topic does not have all of them\n")
}
