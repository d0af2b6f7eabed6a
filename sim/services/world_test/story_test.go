package world

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/trace"
)

var update = flag.Bool("update", false, "rewrite the stories; commit a rewrite only if you can say why they changed")

// tell is what happened since the first client started, as a story. Times are rounded, so that it does not change with
// every latency.
func tell(w *sim.World) string {
	var b strings.Builder
	since := int64(-1)
	for _, e := range w.Trace().Events() {
		if e.Name == "proc.start" && e.Proc == "client#1" {
			since = e.Time
		}
		if since < 0 {
			continue
		}
		if line := sentence(e); line != "" {
			tenths := (e.Time - since) / 1e8
			fmt.Fprintf(&b, "%3d.%ds %s\n", tenths/10, tenths%10, line)
		}
	}
	return b.String()
}

// sentence is an event in words, or empty where it belongs in no story.
func sentence(e trace.Event) string {
	switch e.Name {
	case "proc.start":
		return e.Proc + " starts"
	case "proc.exit":
		return fmt.Sprintf("%s ends with code %d", e.Proc, e.Int("code"))
	case "proc.crash":
		return e.Proc + " dies"
	case "proc.control":
		return e.Proc + " is told " + e.Str("message")
	case "proc.output":
		return e.Proc + " says: " + strings.TrimSpace(e.Str("text"))
	case "fault.begin":
		return "    FAULT: " + e.Str("what")
	case "net.partition", "net.heal", "net.stall", "net.unstall", "net.refuse", "net.reset":
		_, line, _ := strings.Cut(e.String(), " net.")
		return "    FAULT: " + line
	case "zookeeper.control":
		if problem := e.Str("error"); problem != "" {
			return "    zookeeper refuses to " + problem
		}
	case "zookeeper.session":
		return "    zookeeper: session " + e.Str("kind")
	case "http.repeated":
		return fmt.Sprintf("    http has %s of %s already", e.Str("value"), e.Str("client"))
	case "kafka.compacted":
		return fmt.Sprintf("    kafka: %d of %s/%d is compacted away", e.Int("offset"), e.Str("topic"), e.Int("partition"))
	case "kafka.truncated":
		return fmt.Sprintf("    kafka: %s/%d ends at %d now", e.Str("topic"), e.Int("partition"), e.Int("offset"))
	case "kafka.delete_records":
		return fmt.Sprintf("    kafka: %s/%d begins at %d now", e.Str("topic"), e.Int("partition"), e.Int("offset"))
	}
	if entry, ok := taken(e); ok {
		return fmt.Sprintf("    %s takes %s of %s", strings.TrimSuffix(e.Proc, "#1"), entry, e.Str("client"))
	}
	return ""
}

// taken is the entry that a service made durable, where the event is that fact.
func taken(e trace.Event) (entry string, ok bool) {
	switch e.Name {
	case "redis.effect", "kafka.append", "http.effect":
		return e.Str("value"), true
	case "hbase.effect":
		return e.Str("value"), e.Str("command") == "PUT"
	case "zookeeper.write":
		entry, ok = strings.CutPrefix(e.Str("path"), "/ledger/")
		return entry, ok
	}
	return "", false
}

// takers are the incarnations whose entry a service made durable, once for each time, in order.
func takers(w *sim.World, entry string) []string {
	var who []string
	for _, e := range w.Trace().Events() {
		if got, ok := taken(e); ok && got == entry {
			who = append(who, e.Str("client"))
		}
	}
	return who
}

// A book is an archive of stories by name.
type book struct {
	file    string
	archive *txtar.Archive
	told    []txtar.File
}

func openBook(t *testing.T, file string) *book {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil && (!*update || !os.IsNotExist(err)) {
		t.Fatal(err)
	}
	if a == nil {
		a = &txtar.Archive{}
	}
	return &book{file: file, archive: a}
}

// compare compares one story with the book's.
func (b *book) compare(t *testing.T, name, story string) {
	t.Helper()
	b.told = append(b.told, txtar.File{Name: name, Data: []byte(story)})
	if *update {
		return
	}
	for _, f := range b.archive.Files {
		if f.Name == name {
			if diff := cmp.Diff(string(f.Data), story); diff != "" {
				t.Errorf("story (-want +got):\n%s", diff)
			}
			return
		}
	}
	t.Errorf("%s has no story %s; it goes:\n%s", b.file, name, story)
}

// close writes the book where it is updated, and else refuses stories that nobody told.
func (b *book) close(t *testing.T) {
	t.Helper()
	if *update {
		b.archive.Files = b.told
		if err := os.WriteFile(b.file, txtar.Format(b.archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(b.archive.Files) != len(b.told) {
		t.Errorf("%s has %d stories, and %d were told", b.file, len(b.archive.Files), len(b.told))
	}
}
