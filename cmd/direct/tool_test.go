package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
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
  partition  stored  log end  lag               note
          0       -       75    -  nothing is stored
          1      70       75    5                   
          2      70       75    5                   
          3       -       75    -  nothing is stored
10 records in all, and 2 partitions whose lag is not known
`)
	if status := w.run(t, "append", 0); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	tell("lag", 0, `
  partition  stored  log end  lag  note
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
	tell("offsets set --to latest --partitions 9", 2, "direct: --partitions: topic t has no partition 9\n")
	tell("offsets set --offset 70 --partitions 1,1 --rewind", 0, "partition 1: 75 -> 70\n")
	var out strings.Builder
	if status := run(t.Context(), []string{"offsets", "shwo"}, &out, &out); status != 2 || out.String() != "direct: unknown command \"shwo\" for \"direct offsets\"\n" {
		t.Errorf("a command that does not exist: exit status %d: %s", status, out.String())
	}
	tell("replay-dead-letters --sink.address 127.0.0.1:1", 2, "direct: dead_letters.kind: is required, to say where the letters are\n")
}

// TestOddOffsets looks at offsets that are none of the topic, sets them right, and imports none.
func TestOddOffsets(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	if got := w.tell(t, 0, "lag"); !strings.HasSuffix(got, "\ngroup g has no lag that is known\n") {
		t.Errorf("before anything: lag\n%s", got)
	}
	w.tell(t, 0, "offsets set --to latest")
	exported := w.tell(t, 0, "offsets export")
	w.recreate(t)
	if got := w.tell(t, 0, "lag"); !strings.HasSuffix(got, "\ngroup g has no lag that is known\n") || strings.Count(got, "the topic was created again since") != partitions {
		t.Errorf("after the topic was created again: lag\n%s", got)
	}
	if got := w.tell(t, 0, "offsets set --to latest --partitions 0"); got != "partition 0: 75 -> 75\n" {
		t.Errorf("set says %q", got)
	}
	if got := w.tell(t, 0, "lag"); !strings.HasSuffix(got, "\n0 records in all, and 3 partitions whose lag is not known\n") {
		t.Errorf("after it was set: lag\n%s", got)
	}
	file := filepath.Join(t.TempDir(), "offsets.json")
	if got := w.tell(t, 2, "offsets import"); got != "direct: import: want one file, as export or the guard writes it; have 0\n" {
		t.Errorf("import of nothing says %q", got)
	}
	fresh := w.tell(t, 0, "offsets export")
	for what, c := range map[string]struct{ document, says string }{
		"a torn file":     {fresh[:len(fresh)/2], "direct: " + file + ": import offsets of group \"g\": no document of offsets, or a torn one"},
		"another topic":   {strings.Replace(fresh, `"t"`, `"u"`, 1), "u/0 is not of topic t, which the settings name"},
		"a partition":     {strings.Replace(fresh, `"partition": 3`, `"partition": 9`, 1), "topic t has no partition 9"},
		"beyond the end":  {strings.Replace(fresh, `75`, `76`, 1), "t/0: its log ends at 75, before 76"},
		"the topic's old": {exported, "t/3: the topic was created again since"},
	} {
		if err := os.WriteFile(file, []byte(c.document), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := w.tell(t, 1, "offsets import --rewind "+file); !strings.Contains(got, c.says) {
			t.Errorf("%s: import says %q", what, got)
		}
	}
}

// recreate deletes the topic and makes it again, with as many records.
func (w *world) recreate(t *testing.T) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(w.kafka.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	admin := kadm.NewClient(client)
	_, err = admin.DeleteTopic(t.Context(), "t")
	if err == nil {
		_, err = admin.CreateTopic(t.Context(), partitions, 1, nil, "t")
	}
	if err != nil {
		t.Fatal(err)
	}
	w.fill(t)
}
