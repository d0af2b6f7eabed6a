package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"
)

// place is what tells a record of one topic.
type place struct {
	partition int32
	offset    int64
	value     string
}

func placesOf(blocks []block) map[int][]place {
	found := map[int][]place{}
	for _, b := range blocks {
		for _, r := range b.records {
			found[b.number] = append(found[b.number], place{r.Partition, r.Offset, r.Topic + " " + string(r.Value)})
		}
	}
	return found
}

// TestBlockLog opens a log again after its program died: what was not done is there, and what was torn is not. Blocks that
// come then have numbers of their own.
func TestBlockLog(t *testing.T) {
	name := filepath.Join(t.TempDir(), "receiver.wal")
	log, undone, err := openBlockLog(name, "t")
	if err != nil || len(undone) > 0 {
		t.Fatalf("a new log has %v: %v", undone, err)
	}
	var blocks []block
	for n := range 3 {
		b, err := log.append([]*kgo.Record{{Partition: 1, Offset: int64(n), Value: []byte("a\nb")}, {Partition: 2, Offset: 7, Value: nil}})
		if err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, b)
	}
	if err := log.done(blocks[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := log.file.WriteString(`{"block":4,"records":[{"part`); err != nil {
		t.Fatal(err)
	}
	log.close()

	want := map[int][]place{
		1: {{1, 0, "t a\nb"}, {2, 7, "t "}},
		3: {{1, 2, "t a\nb"}, {2, 7, "t "}},
	}
	for n := range 2 { // the second time shows that the first one left a log that can be read
		log, undone, err = openBlockLog(name, "t")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, placesOf(undone), cmp.AllowUnexported(place{})); diff != "" {
			t.Errorf("blocks to be done (-want +got):\n%s", diff)
		}
		b, err := log.append(nil)
		if err != nil {
			t.Fatal(err)
		}
		if b.number != 4+n {
			t.Errorf("the next block has number %d", b.number)
		}
		if err := log.done(b); err != nil {
			t.Fatal(err)
		}
		log.close()
	}
	if err := os.WriteFile(name, []byte("garbage\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := openBlockLog(name, "t"); err == nil {
		t.Error("garbage is a log")
	}
}
