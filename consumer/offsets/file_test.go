package offsets

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/onceover/onceover/consumer"
)

func TestFileContract(t *testing.T) {
	name := filepath.Join(t.TempDir(), "offsets.json")
	holdToContract(t, seven, func() consumer.Store { return NewFile(name, "g", Patience{}) })
}

// TestFileBadContent refuses what is no file of the group's offsets, and names it.
func TestFileBadContent(t *testing.T) {
	name := filepath.Join(t.TempDir(), "offsets.json")
	f := NewFile(name, "g", Patience{})
	loaded(t, f)
	if err := advance(t.Context(), seven, f, two[0], consumer.None, 42); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	contents := map[string]string{
		"zeros": strings.Repeat("\x00", 200), "not UTF-8": "\xff\xfe", "a number": "42\n", "null": "null", "a list": "[]",
		"another's": `{"brokers":["b:9092"]}`, "twice": string(whole) + string(whole),
		"another group":  strings.Replace(string(whole), `"g"`, `"h"`, 1),
		"newer":          strings.Replace(string(whole), `"schema": 2`, `"schema": 3`, 1),
		"older":          `{"schema":0,"group":"g","positions":[]}`,
		"unknown field":  `{"schema":2,"group":"g","positions":[],"rewind":true}`,
		"no positions":   `{"schema":2,"group":"g"}`,
		"no offset":      `{"schema":2,"group":"g","positions":[{"topic":"t","partition":0}]}`,
		"no partition":   `{"schema":2,"group":"g","positions":[{"topic":"t","offset":0}]}`,
		"no topic":       `{"schema":2,"group":"g","positions":[{"partition":0,"offset":0}]}`,
		"negative":       `{"schema":2,"group":"g","positions":[{"topic":"t","partition":0,"offset":-1}]}`,
		"too large":      `{"schema":2,"group":"g","positions":[{"topic":"t","partition":0,"offset":9223372036854775808}]}`,
		"fraction":       `{"schema":2,"group":"g","positions":[{"topic":"t","partition":0,"offset":1.5}]}`,
		"same partition": `{"schema":2,"group":"g","positions":[{"topic":"t","partition":0,"offset":1},{"topic":"t","partition":0,"offset":2}]}`,
		"topic id":       `{"schema":2,"group":"g","positions":[{"topic":"t","partition":0,"offset":1,"topicId":"AA"}]}`,
		"epoch":          `{"schema":2,"group":"g","positions":[{"topic":"t","partition":0,"offset":1,"epoch":-1}]}`,
		"too much":       `{"schema":1,"group":"g","positions":[{"topic":"t","partition":0,"offset":1,"epoch":1}]}`,
	}
	for n := range len(whole) - 1 { // the last byte only ends the line
		contents[fmt.Sprintf("torn after %d bytes", n)] = string(whole[:n])
	}
	for what, content := range contents {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := f.Load(t.Context(), two)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: loaded %v, error %v", what, got, err)
		}
		if err := advance(t.Context(), seven, f, two[0], 42, 43); err == nil {
			t.Errorf("%s: was overwritten", what)
		}
		if now, _ := os.ReadFile(name); string(now) != content {
			t.Errorf("%s: is now %q", what, now)
		}
	}
}

// TestFileOlderSchema reads offsets alone, and keeps those that it does not change.
func TestFileOlderSchema(t *testing.T) {
	name := filepath.Join(t.TempDir(), "offsets.json")
	old := `{"schema":1,"group":"g","positions":[{"topic":"t","partition":0,"offset":4},{"topic":"t","partition":1,"offset":5}]}`
	if err := os.WriteFile(name, []byte(old), 0o644); err != nil {
		t.Fatal(err)
	}
	f := NewFile(name, "g", Patience{})
	unknown := consumer.Position{Offset: 5, Epoch: consumer.NoEpoch}
	expectPositions(t, f, map[consumer.Partition]consumer.Position{two[0]: {Offset: 4, Epoch: consumer.NoEpoch}, two[1]: unknown})
	if err := advance(t.Context(), seven, f, two[0], 4, 6); err != nil {
		t.Fatal(err)
	}
	expectPositions(t, f, map[consumer.Partition]consumer.Position{
		two[0]: {Offset: 6, Epoch: 3, TopicID: seven}, two[1]: unknown,
	})
}

// TestFileLeftovers finds what a crash left beside the file, and a disk that refuses.
func TestFileLeftovers(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "offsets.json")
	if err := os.WriteFile(name+".next", []byte(`{"schema":2,"gro`), 0o644); err != nil {
		t.Fatal(err)
	}
	f := loaded(t, NewFile(name, "g", Patience{}))
	if err := advance(t.Context(), seven, f, two[0], consumer.None, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(name + ".next"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the new file is still there: %v", err)
	}
	if err := os.Mkdir(name+".next", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := advance(t.Context(), seven, f, two[0], 1, 2); err == nil || errors.Is(err, consumer.ErrFenced) {
		t.Errorf("could not be written: %v", err)
	}
	if err := advance(t.Context(), seven, f, two[0], 1, 2); err == nil || !strings.Contains(err.Error(), "not loaded") {
		t.Errorf("after an error, without a load: %v", err)
	}
	missing := NewFile(filepath.Join(dir, "none", "offsets.json"), "g", Patience{})
	if _, err := missing.Load(t.Context(), two); err == nil {
		t.Error("a directory that does not exist has no offsets")
	}
}

// TestFileConcurrently stores from many processes' stores at once, each its own partition, and misses nothing.
func TestFileConcurrently(t *testing.T) {
	name := filepath.Join(t.TempDir(), "offsets.json")
	var wg sync.WaitGroup
	for id := range int32(4) {
		wg.Go(func() {
			p := consumer.Partition{Topic: "t", ID: id}
			f := NewFile(name, "g", Patience{RetryBackoff: 1})
			_, err := f.Load(t.Context(), []consumer.Partition{p})
			for i := int64(-1); i < 20 && err == nil; i++ {
				err = advance(t.Context(), seven, f, p, i, i+1)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	at := consumer.Position{Offset: 20, Epoch: 3, TopicID: seven}
	expectPositions(t, NewFile(name, "g", Patience{}), map[consumer.Partition]consumer.Position{two[0]: at, two[1]: at})
}

// TestFileLocked gives up when somebody else does not let go of the file.
func TestFileLocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "offsets.json")
		unlock, err := lock(name + ".lock")
		if err != nil {
			t.Fatal(err)
		}
		f := NewFile(name, "g", Patience{})
		if _, err := f.Load(t.Context(), two); err == nil || !strings.Contains(err.Error(), name+".lock") {
			t.Errorf("error %v", err)
		}
		if err := unlock(); err != nil {
			t.Fatal(err)
		}
		loaded(t, f)
	})
}
