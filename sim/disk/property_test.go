package disk

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// pair drives a disk and its naive model with the same operations.
type pair struct {
	d    *Disk
	f    *Files
	m    *naive
	open map[uint32]*naiveNode
}

func newPair() *pair {
	d := New()
	return &pair{d, NewFiles(d), newNaive(), map[uint32]*naiveNode{}}
}

var (
	genPath  = rapid.SampledFrom([]string{"/a", "/b", "/c", "/a/a", "/a/b", "/b/a", "/b/c", "/a/b/c", "/b/a/a", "/"})
	genFlags = rapid.SampledFrom([]OpenFlags{
		Read, Read | Write | Create, Write | Create | Trunc | Read, Read | Write | Create | Excl,
		Read | Write | Append | Create, Read | Directory, Read | Write,
	})
	genData = rapid.Custom(func(t *rapid.T) []byte {
		n := rapid.SampledFrom([]int{0, 1, 7, 511, 1024, 5000}).Draw(t, "length")
		return bytes.Repeat([]byte{rapid.ByteRange(1, 255).Draw(t, "byte")}, n)
	})
)

func (p *pair) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"": p.check, "open": p.openFile, "close": p.closeFile, "write": p.write, "pwrite": p.pwrite, "truncate": p.truncate,
		"read": p.read, "sync": p.sync, "mkdir": p.mkdir, "remove": p.remove, "rmdir": p.rmdir, "rename": p.rename,
		"sync all": p.syncAll, "power loss": p.powerLoss,
	}
}

func agree(t *rapid.T, what string, got, want Errno) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: %v, model says %v", what, got, want)
	}
}

func (p *pair) openFile(t *rapid.T) {
	name, flags := genPath.Draw(t, "path"), genFlags.Draw(t, "flags")
	fd, e := p.f.Open(RootFD, name, flags, 1)
	n, want := p.m.open(name, flags)
	agree(t, "open "+name, e, want)
	if e == OK {
		p.open[fd] = n
		p.named(p.f.open[fd].node, n)
	}
}

// named remembers which number the disk gave a node, and what the names are now.
func (p *pair) named(ino Ino, n *naiveNode) {
	p.m.names[n] = ino
	p.note()
}

func (p *pair) note() {
	now := map[string]Ino{}
	for name, n := range p.m.tree {
		now[name] = p.m.names[n]
	}
	p.m.past = append(p.m.past, now)
}

func (p *pair) pick(t *rapid.T, dirs bool) uint32 {
	var fds []uint32
	for _, fd := range slices.Sorted(maps.Keys(p.open)) {
		if p.open[fd].dir == dirs && (dirs || p.f.open[fd].flags&Write != 0) {
			fds = append(fds, fd)
		}
	}
	if len(fds) == 0 {
		t.Skip("nothing suitable is open")
	}
	return rapid.SampledFrom(fds).Draw(t, "fd")
}

func (p *pair) closeFile(t *rapid.T) {
	if len(p.open) == 0 {
		t.Skip("nothing is open")
	}
	fd := rapid.SampledFrom(slices.Sorted(maps.Keys(p.open))).Draw(t, "fd")
	agree(t, "close", p.f.Close(fd), OK)
	delete(p.open, fd)
}

func (p *pair) write(t *rapid.T) {
	fd, data := p.pick(t, false), genData.Draw(t, "data")
	n, h := p.open[fd], p.f.open[fd]
	off := h.offset
	if h.flags&Append != 0 {
		off = int64(len(n.data))
	}
	_, e := p.f.Write(fd, data, 2)
	agree(t, "write", e, OK)
	n.change(change{kind: changeWrite, offset: off, data: data})
}

func (p *pair) pwrite(t *rapid.T) {
	fd, data := p.pick(t, false), genData.Draw(t, "data")
	off := rapid.SampledFrom([]int64{0, 3, 512, 4095, 4096, 9000}).Draw(t, "offset")
	_, e := p.f.Pwrite(fd, data, off, 3)
	agree(t, "pwrite", e, OK)
	p.open[fd].change(change{kind: changeWrite, offset: off, data: data})
}

func (p *pair) truncate(t *rapid.T) {
	fd, size := p.pick(t, false), rapid.SampledFrom([]int64{0, 5, 4096, 6000}).Draw(t, "size")
	agree(t, "truncate", p.f.Truncate(fd, size, 4), OK)
	p.open[fd].change(change{kind: changeSize, offset: size})
}

func (p *pair) read(t *rapid.T) {
	fd := p.pick(t, false)
	b := make([]byte, rapid.IntRange(0, 9000).Draw(t, "length"))
	off := rapid.Int64Range(0, 9000).Draw(t, "offset")
	n, e := p.f.Pread(fd, b, off)
	agree(t, "pread", e, OK)
	data := p.open[fd].data
	if want := data[min(int(off), len(data)):]; !bytes.Equal(b[:n], want[:min(len(b), len(want))]) {
		t.Fatalf("pread at %d: %d bytes differ from the model's", off, n)
	}
}

func (p *pair) sync(t *rapid.T) {
	fd := p.pick(t, false)
	agree(t, "sync", p.f.Sync(fd), OK)
	p.open[fd].sync()
}

func (p *pair) mkdir(t *rapid.T) {
	name := genPath.Draw(t, "path")
	e := p.f.Mkdir(RootFD, name, 5)
	agree(t, "mkdir "+name, e, p.m.mkdir(name))
	if e == OK {
		s, _ := p.f.Stat(RootFD, name)
		p.named(s.Ino, p.m.tree[name])
	}
}

func (p *pair) remove(t *rapid.T) {
	name := genPath.Draw(t, "path")
	agree(t, "remove "+name, p.f.Remove(RootFD, name, 6), p.m.remove(name, false))
	p.note()
}

func (p *pair) rmdir(t *rapid.T) {
	name := genPath.Draw(t, "path")
	agree(t, "rmdir "+name, p.f.Rmdir(RootFD, name, 7), p.m.remove(name, true))
	p.note()
}

func (p *pair) rename(t *rapid.T) {
	from, to := genPath.Draw(t, "from"), genPath.Draw(t, "to")
	agree(t, "rename "+from+" "+to, p.f.Rename(RootFD, from, RootFD, to, 8), p.m.rename(from, to))
	p.note()
}

// syncAll syncs every directory, so that no name is at risk.
func (p *pair) syncAll(t *rapid.T) {
	for _, name := range slices.Sorted(maps.Keys(p.m.tree)) {
		if !p.m.tree[name].dir {
			continue
		}
		fd, e := p.f.Open(RootFD, name, Read|Directory, 9)
		agree(t, "open directory", e, OK)
		agree(t, "sync directory", p.f.Sync(fd), OK)
		p.f.Close(fd)
	}
	p.note()
	p.m.past = p.m.past[len(p.m.past)-1:]
}

// tree is what a walk over the disk finds.
func (p *pair) tree(t *rapid.T) map[string]Ino {
	found := map[string]Ino{}
	var walk func(string)
	walk = func(name string) {
		s, e := p.f.Stat(RootFD, name)
		agree(t, "stat "+name, e, OK)
		found[name] = s.Ino
		if !s.Dir {
			return
		}
		fd, e := p.f.Open(RootFD, name, Read|Directory, 0)
		agree(t, "open "+name, e, OK)
		entries, e := p.f.ReadDir(fd, 0)
		agree(t, "read directory", e, OK)
		p.f.Close(fd)
		for _, entry := range entries {
			walk(path.Join(name, entry.Name))
		}
	}
	walk("/")
	return found
}

// powerLoss checks that the names are those after some operation since the last sync of all, that the files hold what was
// synced or something that was written since, and goes on from there.
func (p *pair) powerLoss(t *rapid.T) {
	p.d.PowerLoss(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	if e := p.f.Close(RootFD); e != BADF {
		t.Fatalf("a file survived the power loss open: %v", e)
	}
	p.f, p.open = NewFiles(p.d), map[uint32]*naiveNode{}
	found := p.tree(t)
	if !slices.ContainsFunc(p.m.past, func(names map[string]Ino) bool { return maps.Equal(names, found) }) {
		t.Fatalf("the names %v were never these:\n%v", found, p.m.past)
	}
	byIno := map[Ino]*naiveNode{}
	for n, ino := range p.m.names {
		byIno[ino] = n
	}
	p.m.tree = map[string]*naiveNode{}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		n := byIno[found[name]]
		p.m.tree[name] = n
		if n.dir {
			continue
		}
		data, e := p.d.ReadFile(name)
		agree(t, "read "+name, e, OK)
		if !n.possible(data) {
			t.Fatalf("%s holds what it never held", name)
		}
		n.data = data
		n.sync()
	}
	p.m.past = []map[string]Ino{found}
}

func (p *pair) check(t *rapid.T) {
	checkInvariants(t, p.d, p.f)
	want := map[string]Ino{}
	for name, n := range p.m.tree {
		want[name] = p.m.names[n]
		if n.dir {
			continue
		}
		if data, e := p.d.ReadFile(name); e != OK || !bytes.Equal(data, n.data) {
			t.Fatalf("%s: %v, %d bytes, model has %d", name, e, len(data), len(n.data))
		}
	}
	if diff := cmp.Diff(want, p.tree(t)); diff != "" {
		t.Fatalf("names (-model +disk):\n%s", diff)
	}
}

func TestDiskAgreesWithModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { t.Repeat(newPair().actions()) })
}

// A copy and its original go on separately: whatever is done to one, the other stays as it was.
func TestCopyIsIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPair()
		steps := p.actions()
		t.Repeat(steps)
		kept := &pair{d: p.d.Copy(), m: p.m}
		kept.f = p.f.Copy(kept.d)
		before, contents := kept.tree(t), kept.contents(t)
		t.Repeat(steps)
		checkInvariants(t, kept.d, kept.f)
		if diff := cmp.Diff(before, kept.tree(t)); diff != "" {
			t.Fatalf("names of the copy changed:\n%s", diff)
		}
		if diff := cmp.Diff(contents, kept.contents(t)); diff != "" {
			t.Fatalf("contents of the copy changed:\n%s", diff)
		}
		kept.d.PowerLoss(rand.NewPCG(1, 1))
	})
}

func (p *pair) contents(t *rapid.T) map[string]string {
	out := map[string]string{}
	for name := range p.tree(t) {
		if data, e := p.d.ReadFile(name); e == OK {
			out[name] = string(data)
		}
	}
	return out
}
