package sinks

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/internal/flock"
)

// sharedLetters is two processes' dead letters in one file, with the file as a third process has it open.
func sharedLetters(t *testing.T) (one, two *FileDeadLetters, third *os.File) {
	t.Helper()
	if !flock.Exists {
		t.Skip("the system has no flock")
	}
	path := filepath.Join(t.TempDir(), "letters.jsonl")
	one, two = NewFileDeadLetters(path), NewFileDeadLetters(path)
	third, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { errors.Join(one.Close(), two.Close(), third.Close()) })
	return one, two, third
}

// expectLetters reads what the file has.
func expectLetters(t *testing.T, path string, want ...consumer.DeadLetter) {
	t.Helper()
	found, err := gather(ReadFileDeadLetters(path))
	if diff := cmp.Diff(want, found, same); diff != "" || err != nil {
		t.Errorf("error %v:\n%s", err, diff)
	}
}

// TestFileDeadLettersWaits opens the file while somebody else appends to it: what of that is written so far is not cut off,
// also where it looks like what a crash leaves.
func TestFileDeadLettersWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, _, third := sharedLetters(t)
		line, err := encodeLetter(letters()[0])
		if err := errors.Join(err, flock.Try(third)); err != nil {
			t.Fatal(err)
		}
		put := func(text []byte) {
			if _, err := third.Write(text); err != nil {
				t.Error(err)
			}
		}
		put(line[:9])
		wrote := make(chan error, 1)
		go func() { wrote <- one.Write(t.Context(), letters()[1:2]) }()
		synctest.Wait()
		put(line[9:])
		if err := errors.Join(flock.Release(third), <-wrote); err != nil {
			t.Fatal(err)
		}
		expectLetters(t, one.path, letters()[:2]...)
	})
}

// TestFileDeadLettersGivesUp does not get to append, and says who keeps it from that.
func TestFileDeadLettersGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, _, third := sharedLetters(t)
		if err := flock.Try(third); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		err := one.Write(t.Context(), letters())
		if took := time.Since(began); took != lockPatience {
			t.Errorf("took %v", took)
		}
		if !errors.Is(err, flock.ErrTaken) || !strings.Contains(err.Error(), one.path+": another process has the lock: it has not given it back for 10s") {
			t.Errorf("error %v", err)
		}
		third.Close()
		if err := one.Write(t.Context(), letters()[:1]); err != nil {
			t.Error(err)
		}
		expectLetters(t, one.path, letters()[0])
	})
}

// TestFileDeadLettersDies has one process die while it appends to a file that another has had open for long: the other's
// letters come behind whole lines all the same. Then somebody empties the file.
func TestFileDeadLettersDies(t *testing.T) {
	one, two, third := sharedLetters(t)
	for i, f := range []*FileDeadLetters{one, two, one} {
		if err := f.Write(t.Context(), letters()[i:i+1]); err != nil {
			t.Fatal(err)
		}
	}
	line, err := encodeLetter(letters()[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := third.Write(append(line, line[:9]...)); err != nil {
		t.Fatal(err)
	}
	if err := two.Write(t.Context(), letters()[1:2]); err != nil {
		t.Fatal(err)
	}
	expectLetters(t, one.path, append(letters(), letters()[:2]...)...)
	lay(t, one.path, string(line[:9]))
	if err := one.Write(t.Context(), letters()[2:]); err != nil {
		t.Fatal(err)
	}
	expectLetters(t, one.path, letters()[2])
}

// TestFileDeadLettersShared appends from many at once, each of which opens the file again and again.
func TestFileDeadLettersShared(t *testing.T) {
	one, _, _ := sharedLetters(t)
	var writing sync.WaitGroup
	for range 4 {
		writing.Go(func() {
			for range 20 {
				f := NewFileDeadLetters(one.path)
				if err := errors.Join(f.Write(t.Context(), letters()), f.Close()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	if found, err := gather(ReadFileDeadLetters(one.path)); len(found) != 4*20*len(letters()) || err != nil {
		t.Errorf("%d letters, error %v", len(found), err)
	}
}

// TestJournalKeepsWhatItCuts has zeros in a file: what is behind them is no letter any more, but nothing of it goes from the disk, and
// the log says where it is. Reading tells of them until then. The beginning of a line is only cut off.
func TestJournalKeepsWhatItCuts(t *testing.T) {
	var said strings.Builder
	f := NewFileDeadLetters(filepath.Join(t.TempDir(), "letters.jsonl"))
	f.Log = slog.New(slog.NewTextHandler(&said, nil))
	if err := errors.Join(f.Write(t.Context(), letters()), f.Close()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	first := bytes.IndexByte(text, '\n') + 1
	text[first+3] = 0
	lay(t, f.path, string(text))
	if found, err := gather(ReadFileDeadLetters(f.path)); len(found) != 1 || err == nil || !strings.Contains(err.Error(), "line 2, at byte "+strconv.Itoa(first)+", has zeros") {
		t.Errorf("%d letters, error %v", len(found), err)
	}
	if err := f.Write(t.Context(), letters()[:1]); err != nil {
		t.Fatal(err)
	}
	expectLetters(t, f.path, letters()[0], letters()[0])
	kept, err := os.ReadFile(f.path + ".cut")
	if diff := cmp.Diff(string(text[first:]), string(kept)); err != nil || diff != "" || !strings.Contains(said.String(), "kept="+f.path+".cut") {
		t.Errorf("error %v, said %s, kept (-want +got):\n%s", err, said.String(), diff)
	}
	lay(t, f.path, string(text[:first-2]))
	if err := f.Write(t.Context(), letters()[:1]); err != nil || !strings.Contains(said.String(), "from=0") {
		t.Errorf("error %v, said %s", err, said.String())
	}
	if again, err := os.ReadFile(f.path + ".cut"); len(again) != len(kept) || err != nil {
		t.Errorf("error %v, kept %d bytes more", err, len(again)-len(kept))
	}
}
