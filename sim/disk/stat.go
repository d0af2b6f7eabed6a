package disk

import (
	"maps"
	"slices"
)

// Stat is what is known of a file or directory without opening it.
type Stat struct {
	Ino   Ino
	Dir   bool
	Size  int64
	Mtime int64
}

// An Entry is one name in a directory.
type Entry struct {
	Name string
	Ino  Ino
	Dir  bool
}

func (d *Disk) stat(ino Ino) Stat {
	n := d.nodes[ino]
	if n.dir != nil {
		return Stat{Ino: ino, Dir: true, Mtime: n.dir.current.mtime}
	}
	return Stat{Ino: ino, Size: n.file.current.size, Mtime: n.file.current.mtime}
}

// Stat describes what is at a path.
func (f *Files) Stat(dir uint32, name string) (Stat, Errno) {
	_, ino, e := f.existing(dir, name)
	if e != OK {
		return Stat{}, e
	}
	return f.Disk.stat(ino), OK
}

// StatFD describes an open file or directory.
func (f *Files) StatFD(fd uint32) (Stat, Errno) {
	h := f.get(fd)
	if h == nil {
		return Stat{}, BADF
	}
	return f.Disk.stat(h.node), OK
}

// SetTimes sets the modification time of what is at a path. Access times are not kept.
func (f *Files) SetTimes(dir uint32, name string, mtime int64) Errno {
	_, ino, e := f.existing(dir, name)
	if e != OK {
		return e
	}
	n := f.Disk.nodes[ino]
	if n.dir != nil {
		n.dir.current.mtime = mtime
		return OK
	}
	return f.Disk.change(n.file, change{kind: changeTimes, mtime: mtime})
}

// ReadDir returns the entries of an open directory by name, from the cookie-th on. Cookie 0 begins anew; later ones go on
// in the listing that it took, so that entries removed in between do not shift the rest.
func (f *Files) ReadDir(fd uint32, cookie uint64) ([]Entry, Errno) {
	h := f.get(fd)
	if h == nil {
		return nil, BADF
	}
	n := f.Disk.nodes[h.node]
	if n.dir == nil {
		return nil, NOTDIR
	}
	if cookie == 0 {
		h.listing = nil
		for _, name := range slices.Sorted(maps.Keys(n.dir.current.entries)) {
			ino := n.dir.current.entries[name]
			h.listing = append(h.listing, Entry{name, ino, f.Disk.nodes[ino].dir != nil})
		}
	}
	return h.listing[min(cookie, uint64(len(h.listing))):], OK
}
