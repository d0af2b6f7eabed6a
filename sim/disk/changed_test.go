package disk

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each change is told once, by the name from the root, and what does not come about is not told.
func TestChanged(t *testing.T) {
	d := New()
	f := NewFiles(d)
	var told []string
	f.Changed = func(c Change) {
		told = append(told, fmt.Sprintf("%d %s %s %d %q", c.Kind, c.Name, c.From, c.Offset, c.Data))
	}
	must(t, f.Mkdir(RootFD, "sink", 0))
	dir, e := f.Open(RootFD, "sink", Directory|Read, 0)
	must(t, e)
	fd, e := f.Open(dir, "part.tmp", Create|Write|Append, 0)
	must(t, e)
	for _, text := range []string{"one", "", "two"} {
		_, e = f.Write(fd, []byte(text), 0)
		must(t, e)
	}
	must(t, f.Truncate(fd, 4, 0))
	_, e = f.Pwrite(fd, []byte("x"), 1, 0)
	must(t, e)
	must(t, f.Close(fd))
	must(t, f.Rename(dir, "part.tmp", RootFD, "/sink/part", 0))
	if e := f.Rename(dir, "nothing", dir, "part", 0); e != NOENT {
		t.Errorf("rename of nothing: %v", e)
	}
	_, e = f.Open(RootFD, "sink/./part", Trunc|Write, 0)
	must(t, e)
	d.Quota = 2
	other, e := f.Open(RootFD, "other", Create|Write, 0)
	must(t, e)
	if _, e := f.Write(other, []byte("too much"), 0); e != NOSPC {
		t.Errorf("write to a full disk: %v", e)
	}
	must(t, f.Remove(RootFD, "other", 0))
	want := []string{
		`0 /sink/part.tmp  0 "one"`, `0 /sink/part.tmp  3 "two"`, `1 /sink/part.tmp  4 ""`, `0 /sink/part.tmp  1 "x"`,
		`2 /sink/part /sink/part.tmp 0 ""`, `1 /sink/part  0 ""`, `3 /other  0 ""`,
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
	if held := d.ReadAll(); len(held) != 1 || len(held["/sink/part"]) != 0 {
		t.Errorf("the disk holds %q", held)
	}
}
