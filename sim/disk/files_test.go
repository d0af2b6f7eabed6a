package disk

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRemovedFileLivesWhileOpen(t *testing.T) {
	d := New()
	f := NewFiles(d)
	fd, e := f.Open(RootFD, "scratch", Create|Read|Write, 0)
	must(t, e)
	must(t, f.Remove(RootFD, "scratch", 0))
	_, e = f.Write(fd, []byte("still here"), 0)
	must(t, e)
	b := make([]byte, 20)
	if n, e := f.Pread(fd, b, 0); e != OK || string(b[:n]) != "still here" {
		t.Errorf("%q, %v", b[:n], e)
	}
	if _, e := f.Stat(RootFD, "scratch"); e != NOENT {
		t.Errorf("stat of a removed file: %v", e)
	}
	must(t, f.Close(fd))
	d.settleAll()
	if len(d.nodes) != 1 || d.used != 0 {
		t.Errorf("%d nodes and %d bytes are left", len(d.nodes), d.used)
	}
}

// Space of removed files comes back, though only a sync would have made their removal certain.
func TestQuota(t *testing.T) {
	d := New()
	d.Quota = 10
	f := NewFiles(d)
	for range 3 {
		write(t, f, "a", "0123456789", false)
		fd, e := f.Open(RootFD, "b", Create|Write, 0)
		must(t, e)
		if _, e := f.Write(fd, []byte("x"), 0); e != NOSPC {
			t.Errorf("write to a full disk: %v", e)
		}
		if e := f.Truncate(fd, 1, 0); e != NOSPC {
			t.Errorf("truncate on a full disk: %v", e)
		}
		must(t, f.Close(fd))
		must(t, f.Remove(RootFD, "a", 0))
	}
}

func TestOffsets(t *testing.T) {
	f := NewFiles(New())
	fd, e := f.Open(RootFD, "a", Create|Read|Write, 0)
	must(t, e)
	_, e = f.Write(fd, []byte("0123456789"), 0)
	must(t, e)
	for _, c := range []struct {
		offset int64
		whence Whence
		at     int64
		e      Errno
	}{
		{4, SeekStart, 4, OK}, {3, SeekCurrent, 7, OK}, {-1, SeekEnd, 9, OK}, {5, SeekEnd, 15, OK},
		{-1, SeekStart, 0, INVAL}, {math.MaxInt64, SeekCurrent, 0, INVAL}, {0, 9, 0, INVAL},
	} {
		if at, e := f.Seek(fd, c.offset, c.whence); at != c.at || e != c.e {
			t.Errorf("seek %d from %d: %d, %v", c.offset, c.whence, at, e)
		}
	}
	_, e = f.Write(fd, []byte("x"), 0)
	must(t, e)
	if s, _ := f.StatFD(fd); s.Size != 16 {
		t.Errorf("size %d after a write beyond the end", s.Size)
	}
	if _, e := f.Pwrite(fd, []byte("x"), -1, 0); e != INVAL {
		t.Errorf("write at -1: %v", e)
	}
	if _, e := f.Pwrite(fd, []byte("xy"), math.MaxInt64-1, 0); e != FBIG {
		t.Errorf("write at the largest offset: %v", e)
	}
	if _, e := f.Pread(fd, make([]byte, 1), -1); e != INVAL {
		t.Errorf("read at -1: %v", e)
	}
}

// Every operation that has a reason to refuse does so with the error that a program would get from Linux.
func TestErrors(t *testing.T) {
	d := New()
	must(t, d.WriteFile("/dir/file", []byte("x"), 0))
	f := NewFiles(d)
	readOnly, e := f.Open(RootFD, "dir/file", Read, 0)
	must(t, e)
	dir, e := f.Open(RootFD, "dir/", Read, 0)
	must(t, e)
	open := func(name string, flags OpenFlags) Errno { _, e := f.Open(RootFD, name, flags, 0); return e }
	io := func(fd uint32, op func(uint32, []byte, int64) (int, Errno)) Errno {
		_, e := op(fd, []byte{1}, 0)
		return e
	}
	for _, c := range []struct {
		what      string
		got, want Errno
	}{
		{"open nothing", open("", Read), NOENT},
		{"open missing", open("none", Read), NOENT},
		{"open below missing", open("none/x", Create|Write), NOENT},
		{"open below a file", open("dir/file/x", Read), NOTDIR},
		{"open a file with a slash", open("dir/file/", Read), NOTDIR},
		{"create with a slash", open("dir/new/", Create|Write), ISDIR},
		{"write a directory", open("dir", Write), ISDIR},
		{"open a long name", open(strings.Repeat("x", 256), Read), NAMETOOLONG},
		{"open a zero byte", open("a\x00b", Read), INVAL},
		{"write to a file opened for reading", io(readOnly, f.Write), BADF},
		{"read a directory", io(dir, f.Pread), ISDIR},
		{"write to a closed descriptor", io(99, f.Write), BADF},
		{"rename the root", f.Rename(RootFD, ".", RootFD, "x", 0), INVAL},
		{"rename into itself", f.Rename(RootFD, "dir", RootFD, "dir/sub", 0), INVAL},
		{"rename a file to a slash", f.Rename(RootFD, "dir/file", RootFD, "x/", 0), NOTDIR},
		{"remove the root", f.Rmdir(RootFD, "..", 0), INVAL},
		{"make what exists", f.Mkdir(RootFD, "/", 0), EXIST},
		{"write over a directory", d.WriteFile("/dir", nil, 0), ISDIR},
		{"write below a file", d.WriteFile("/dir/file/x", nil, 0), NOTDIR},
		{"relative to a file", f.Mkdir(readOnly, "x", 0), NOTDIR},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	must(t, f.Remove(dir, "file", 0))
	must(t, f.Rmdir(RootFD, "dir", 0))
	if _, e := f.Open(dir, "late", Create|Write, 0); e != NOENT {
		t.Errorf("create in a removed directory: %v", e)
	}
	f.Max = 3
	if e := open("more", Create|Write); e != MFILE {
		t.Errorf("open one too many: %v", e)
	}
}

// A listing that is read in parts neither repeats nor skips an entry when those already read are removed.
func TestReadDirInParts(t *testing.T) {
	f := NewFiles(New())
	for _, name := range []string{"c", "a", "b"} {
		write(t, f, name, "", false)
	}
	must(t, f.Mkdir(RootFD, "d", 0))
	var names []string
	for cookie := uint64(0); ; cookie++ {
		rest, e := f.ReadDir(RootFD, cookie)
		must(t, e)
		if len(rest) == 0 {
			break
		}
		names = append(names, rest[0].Name)
		if !rest[0].Dir {
			must(t, f.Remove(RootFD, rest[0].Name, 0))
		}
	}
	if want := []string{"a", "b", "c", "d"}; !slices.Equal(names, want) {
		t.Errorf("read %v, want %v", names, want)
	}
}

func TestTimes(t *testing.T) {
	d := New()
	must(t, d.WriteFile("a", []byte("x"), 5))
	f := NewFiles(d)
	s, e := f.Stat(RootFD, "a")
	must(t, e)
	if diff := cmp.Diff(Stat{Ino: 2, Size: 1, Mtime: 5}, s); diff != "" {
		t.Error(diff)
	}
	must(t, f.SetTimes(RootFD, "a", 9))
	must(t, f.SetTimes(RootFD, ".", 11))
	a, _ := f.Stat(RootFD, "a")
	if dir, _ := f.Stat(RootFD, "."); a.Mtime != 9 || dir.Mtime != 11 {
		t.Errorf("times %d and %d", a.Mtime, dir.Mtime)
	}
}
