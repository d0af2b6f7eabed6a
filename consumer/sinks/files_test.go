package sinks

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

// incarnation is the directory of batch's topic.
const incarnation = "t/AQAAAAAAAAAAAAAAAAAAAA"

// tree returns the files below a directory, as path and content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func lay(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, s consumer.Sink, b consumer.Batch) {
	t.Helper()
	if err := s.Write(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

const (
	line5 = `{"offset":5,"value":"a"}` + "\n"
	line6 = `{"offset":6,"value":"b"}` + "\n"
	line9 = `{"offset":9,"value":"c"}` + "\n"
)

// TestFileAppend writes a batch twice, with a restart between: both times are there.
func TestFileAppend(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		s := NewFileAppend(dir)
		write(t, s, batch(5, 9, 7, 10))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{
		incarnation + "/0.jsonl": line5 + line6 + line5 + line6,
		incarnation + "/1.jsonl": line9 + line9,
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestFileAppendMends finds what a crash or a power loss left behind the last sync: only that is cut off.
func TestFileAppendMends(t *testing.T) {
	long := `{"offset":4,"value":"` + strings.Repeat("x", 1<<17) + "\"}\n"
	for _, c := range []struct{ name, before, whole string }{
		{"nothing", "", ""},
		{"whole lines", long + line5, long + line5},
		{"torn line", long + line5 + line6[:9], long + line5},
		{"torn first line", line5[:9], ""},
		{"hole in a line", line5 + line6[:3] + "\x00\x00" + line6[5:], line5},
		{"hole before whole lines", line5 + strings.Repeat("\x00", 1<<17) + line6, line5},
		{"long torn line", line5 + long[:1<<17], line5},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			lay(t, filepath.Join(dir, incarnation, "1.jsonl"), c.before)
			s := NewFileAppend(dir)
			defer s.Close()
			write(t, s, batch(5, 9, 7, 10))
			if diff := cmp.Diff(c.whole+line9, tree(t, dir)[incarnation+"/1.jsonl"]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFileAppendFails loses its file: the batch fails, and the next one opens the file again.
func TestFileAppendFails(t *testing.T) {
	dir := t.TempDir()
	s := NewFileAppend(dir)
	defer s.Close()
	write(t, s, batch(5, 9, 7, 10))
	for _, j := range s.open {
		j.close()
	}
	if err := s.Write(t.Context(), batch(5, 9, 7, 10)); err == nil {
		t.Error("no error")
	}
	lay(t, filepath.Join(dir, incarnation, "0.jsonl"), line5+line6[:4])
	b := batch(5, 9, 7, 10)
	b.Results = b.Results[:2]
	write(t, s, b)
	if diff := cmp.Diff(line5+line5+line6, tree(t, dir)[incarnation+"/0.jsonl"]); diff != "" {
		t.Error(diff)
	}
}

// TestFilesNeedTheirDirectory writes below one that does not exist, as when a disk is not mounted, and for a topic that
// would lead out of it.
func TestFilesNeedTheirDirectory(t *testing.T) {
	gone, dir := filepath.Join(t.TempDir(), "gone"), t.TempDir()
	evil := batch(5, 9, 7, 10)
	for i := range evil.Results {
		evil.Results[i].Topic = ".."
	}
	for _, s := range []consumer.Sink{NewFileAppend(gone), NewFileRanges(gone)} {
		if err := s.Write(t.Context(), batch(5, 9, 7, 10)); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), gone) {
			t.Errorf("%T: error %v", s, err)
		}
	}
	for _, s := range []consumer.Sink{NewFileAppend(dir), NewFileRanges(dir)} {
		if err := s.Write(t.Context(), evil); err == nil {
			t.Errorf("%T: no error", s)
		}
	}
}

// TestPayload writes and reads bytes of each kind.
func TestPayload(t *testing.T) {
	for text, want := range map[string]Payload{
		`null`: nil, `""`: {}, `"a\n\u003c\u0000"`: Payload("a\n<\x00"), `{"base64":"/wA="}`: {0xff, 0},
	} {
		got, err := want.MarshalJSON()
		if string(got) != text || err != nil {
			t.Errorf("%q as %s, error %v; want %s", want, got, err, text)
		}
		var back Payload
		if err := back.UnmarshalJSON([]byte(text)); err != nil || !cmp.Equal(back, want) {
			t.Errorf("%s as %q, error %v", text, back, err)
		}
	}
	for _, odd := range []string{`3`, `{}`, `{"base64":"!"}`, `[]`} {
		if err := new(Payload).UnmarshalJSON([]byte(odd)); err == nil {
			t.Errorf("%s: no error", odd)
		}
	}
}
