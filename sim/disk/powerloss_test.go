package disk

import (
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// must fails the test on any error.
func must(t *testing.T, e Errno) {
	t.Helper()
	if e != OK {
		t.Fatal(e)
	}
}

func write(t *testing.T, f *Files, name, data string, sync bool) {
	t.Helper()
	fd, e := f.Open(RootFD, name, Create|Trunc|Write, 0)
	must(t, e)
	_, e = f.Write(fd, []byte(data), 0)
	must(t, e)
	if sync {
		must(t, f.Sync(fd))
	}
	must(t, f.Close(fd))
}

func syncDir(t *testing.T, f *Files, name string) {
	t.Helper()
	fd, e := f.Open(RootFD, name, Read|Directory, 0)
	must(t, e)
	must(t, f.Sync(fd))
	must(t, f.Close(fd))
}

// Each case is a program's way to keep a file, and everything that a power loss may make of /state, which held "old"
// durably before.
func TestWhatAPowerLossLeaves(t *testing.T) {
	cases := []struct {
		name    string
		program func(t *testing.T, f *Files)
		leaves  []string
	}{
		{"overwrite in place", func(t *testing.T, f *Files) {
			write(t, f, "state", "new", false)
		}, []string{"", "new", "old"}},
		{"overwrite and sync", func(t *testing.T, f *Files) {
			write(t, f, "state", "new", true)
		}, []string{"new"}},
		{"write aside, sync nothing, rename", func(t *testing.T, f *Files) {
			write(t, f, "aside", "new", false)
			must(t, f.Rename(RootFD, "aside", RootFD, "state", 0))
		}, []string{"", "new", "old"}},
		{"write aside, sync, rename", func(t *testing.T, f *Files) {
			write(t, f, "aside", "new", true)
			must(t, f.Rename(RootFD, "aside", RootFD, "state", 0))
		}, []string{"new", "old"}},
		{"write aside, sync, rename, sync directory", func(t *testing.T, f *Files) {
			write(t, f, "aside", "new", true)
			must(t, f.Rename(RootFD, "aside", RootFD, "state", 0))
			syncDir(t, f, "/")
		}, []string{"new"}},
		{"write in another directory, sync, rename, sync directory", func(t *testing.T, f *Files) {
			must(t, f.Mkdir(RootFD, "work", 0))
			write(t, f, "work/aside", "new", true)
			must(t, f.Rename(RootFD, "work/aside", RootFD, "state", 0))
			syncDir(t, f, "/")
		}, []string{"new"}},
		{"remove and create with sync", func(t *testing.T, f *Files) {
			must(t, f.Remove(RootFD, "state", 0))
			write(t, f, "state", "new", true)
		}, []string{"missing", "new", "old"}},
		{"append and sync without a write", func(t *testing.T, f *Files) {
			fd, e := f.Open(RootFD, "state", Write|Append|Sync, 0)
			must(t, e)
			_, e = f.Write(fd, []byte("er"), 0)
			must(t, e)
		}, []string{"older"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := New()
			must(t, d.WriteFile("/state", []byte("old"), 0))
			f := NewFiles(d)
			c.program(t, f)
			left := map[string]bool{}
			for seed := range uint64(300) {
				twin := d.Copy()
				twin.PowerLoss(rand.NewPCG(seed, 0))
				data, e := twin.ReadFile("/state")
				if e == NOENT {
					data = []byte("missing")
				} else {
					must(t, e)
				}
				left[string(data)] = true
			}
			if got := slices.Sorted(maps.Keys(left)); !slices.Equal(got, c.leaves) {
				t.Errorf("power loss left %q, want %q", got, c.leaves)
			}
		})
	}
}

// Syncing a new file keeps its data, not its name: that takes a sync of its directory, and of the one above.
func TestNameOfANewFile(t *testing.T) {
	lost := func(dirs ...string) bool {
		d := New()
		f := NewFiles(d)
		must(t, f.Mkdir(RootFD, "data", 0))
		write(t, f, "data/file", "x", true)
		for _, dir := range dirs {
			syncDir(t, f, dir)
		}
		for seed := range uint64(50) {
			twin := d.Copy()
			twin.PowerLoss(rand.NewPCG(seed, 0))
			if _, e := twin.ReadFile("data/file"); e != OK {
				return true
			}
		}
		return false
	}
	if !lost() || !lost("data") || !lost("/") {
		t.Error("a name survived every power loss without the sync that it needs")
	}
	if lost("/", "data") {
		t.Error("a name was lost although both directories were synced")
	}
}

func TestPowerLossTearsWrites(t *testing.T) {
	d := New()
	must(t, d.WriteFile("log", nil, 0))
	f := NewFiles(d)
	fd, e := f.Open(RootFD, "log", Write, 0)
	must(t, e)
	_, e = f.Write(fd, []byte(strings.Repeat("x", 3*sectorSize+10)), 0)
	must(t, e)
	sizes := map[int]bool{}
	for seed := range uint64(300) {
		twin := d.Copy()
		twin.PowerLoss(rand.NewPCG(seed, 0))
		data, _ := twin.ReadFile("log")
		sizes[len(data)] = true
	}
	if got, want := slices.Sorted(maps.Keys(sizes)), []int{0, 512, 1024, 1536, 1546}; !slices.Equal(got, want) {
		t.Errorf("sizes after a power loss: %v, want %v", got, want)
	}
}

// The end of a process, however it ends, loses nothing of what it wrote.
func TestCrashOfAProcessLosesNothing(t *testing.T) {
	d := New()
	f := NewFiles(d)
	write(t, f, "state", "never synced", false)
	f.CloseAll()
	if data, e := d.ReadFile("state"); e != OK || string(data) != "never synced" {
		t.Errorf("%q, %v", data, e)
	}
}

// Unsynced changes are bounded: beyond the bounds the oldest are durable.
func TestOldChangesAreWrittenBack(t *testing.T) {
	d := New()
	must(t, d.WriteFile("log", nil, 0))
	f := NewFiles(d)
	fd, e := f.Open(RootFD, "log", Write, 0)
	must(t, e)
	for range dirtyChangesMax + 100 {
		_, e = f.Write(fd, []byte("x"), 0)
		must(t, e)
	}
	for i := range pendingMax + 100 {
		write(t, f, "f"+string(rune('a'+i/676))+string(rune('a'+i/26%26))+string(rune('a'+i%26)), "", false)
	}
	if n := len(d.pending); n != pendingMax {
		t.Errorf("%d operations on names are pending", n)
	}
	for seed := range uint64(20) {
		twin := d.Copy()
		twin.PowerLoss(rand.NewPCG(seed, 0))
		if data, _ := twin.ReadFile("log"); len(data) < 100 {
			t.Errorf("seed %d: %d bytes left, the oldest 100 should be durable", seed, len(data))
		}
		if _, e := twin.ReadFile("faaa"); e != OK {
			t.Errorf("seed %d: the oldest name: %v", seed, e)
		}
	}
}

// However directories are moved, removed and synced one by one, a durable file that nobody removes is there exactly once
// after a power loss, under an old name or a new one.
func TestRenamesNeverLoseAFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPair()
		contents := []string{"/a/1", "/a/b/2", "/a/b/c/3", "/d/4"}
		for _, name := range contents {
			agree(t, "prepare", p.d.WriteFile(name, []byte(name), 0), OK)
		}
		name := func(label string) string {
			dirs := slices.Sorted(maps.Keys(p.tree(t)))
			return path.Join(rapid.SampledFrom(dirs).Draw(t, label), rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "child"))
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) { checkInvariants(t, p.d, p.f) },
			"move": func(t *rapid.T) {
				from, to := name("from"), name("to")
				if _, e := p.f.Stat(RootFD, to); e == NOENT {
					p.f.Rename(RootFD, from, RootFD, to, 1)
				}
			},
			"mkdir": func(*rapid.T) { p.f.Mkdir(RootFD, name("directory"), 1) },
			"rmdir": func(*rapid.T) { p.f.Rmdir(RootFD, name("directory"), 1) },
			"sync": func(*rapid.T) {
				if fd, e := p.f.Open(RootFD, name("directory"), Read|Directory, 1); e == OK {
					p.f.Sync(fd)
					p.f.Close(fd)
				}
			},
		})
		p.d.PowerLoss(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		p.f = NewFiles(p.d)
		found := slices.Sorted(maps.Values(p.contents(t)))
		if !slices.Equal(found, contents) {
			t.Fatalf("files %q are left of %q, in %v", found, contents, p.tree(t))
		}
	})
}
