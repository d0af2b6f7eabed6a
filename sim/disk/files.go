package disk

import (
	"maps"
	"slices"
)

// RootFD is the descriptor of the root directory, open from the start (the preopened directory of WASI).
const RootFD uint32 = 3

// OpenFlags say how a file is opened.
type OpenFlags uint16

// The flags of Open. A file that is opened without Read or Write can only be synced, sized up and closed.
const (
	Create    OpenFlags = 1 << iota // create the file where there is none
	Excl                            // with Create: the file must not exist
	Trunc                           // empty the file
	Directory                       // it must be a directory
	Append                          // each write goes to the end
	Sync                            // each write is durable when it returns
	Read
	Write
)

// Files is the open files of one process. Descriptors are the lowest free numbers from First.
type Files struct {
	Disk  *Disk
	First uint32 // the first descriptor given out; 4 where NewFiles made it
	Max   int    // how many may be open at once
	// Changed, where set, is called after each change of what files hold and of their names.
	Changed func(Change)

	open map[uint32]*handle
	boot int
}

type handle struct {
	node    Ino
	name    string // by which it was opened, from the root
	flags   OpenFlags
	offset  int64
	listing []Entry // of a directory, taken when its reading began
}

// NewFiles returns a table with the root directory open.
func NewFiles(d *Disk) *Files {
	d.nodes[root].refs++
	return &Files{
		Disk: d, First: RootFD + 1, Max: 1024,
		open: map[uint32]*handle{RootFD: {node: root, name: "/", flags: Directory | Read}}, boot: d.boots,
	}
}

// Copy returns the same open files on a copy of the disk, whose changes nobody is told of.
func (f *Files) Copy(d *Disk) *Files {
	c := *f
	c.Disk, c.Changed = d, nil
	c.open = make(map[uint32]*handle, len(f.open))
	for fd, h := range f.open { //tidy:unordered one map is copied into another
		twin := *h
		c.open[fd] = &twin
	}
	return &c
}

// Open opens or creates a file, or opens a directory, at a path relative to the directory dir.
func (f *Files) Open(dir uint32, name string, flags OpenFlags, now int64) (uint32, Errno) {
	if len(f.open) >= f.Max {
		return 0, MFILE
	}
	at, ino, e := f.lookup(dir, name)
	switch {
	case e != OK:
		return 0, e
	case ino == 0 && flags&Create == 0:
		return 0, NOENT
	case ino == 0 && at.slash:
		return 0, ISDIR
	case ino == 0:
		fresh := content{mtime: now}
		ino = f.Disk.add(&node{file: &file{current: fresh, durable: fresh}})
		f.Disk.perform(nameOp{changes: []nameChange{{at.dir, at.name, ino}}, mtime: now})
	default:
		if e := f.reopen(ino, flags, now); e != OK {
			return 0, e
		}
		if flags&Trunc != 0 {
			f.changed(Change{Kind: Resized, Name: f.path(dir, name)})
		}
	}
	f.Disk.nodes[ino].refs++
	fd := f.free()
	f.open[fd] = &handle{node: ino, name: f.path(dir, name), flags: flags}
	return fd, OK
}

// reopen checks and prepares the opening of something that exists.
func (f *Files) reopen(ino Ino, flags OpenFlags, now int64) Errno {
	n := f.Disk.nodes[ino]
	switch {
	case flags&Create != 0 && flags&Excl != 0:
		return EXIST
	case n.dir == nil && flags&Directory != 0:
		return NOTDIR
	case n.dir != nil && flags&(Write|Trunc|Create) != 0:
		return ISDIR
	case flags&Trunc != 0:
		f.Disk.change(n.file, change{kind: changeSize, mtime: now})
	}
	return OK
}

func (f *Files) free() uint32 {
	fd := f.First
	for f.open[fd] != nil {
		fd++
	}
	return fd
}

// Has reports whether fd is an open file.
func (f *Files) Has(fd uint32) bool { return f.get(fd) != nil }

// Flags returns how fd was opened.
func (f *Files) Flags(fd uint32) (OpenFlags, Errno) {
	h := f.get(fd)
	if h == nil {
		return 0, BADF
	}
	return h.flags, OK
}

// SetAppend lets each write to fd go to the end, or not.
func (f *Files) SetAppend(fd uint32, on bool) Errno {
	h := f.get(fd)
	if h == nil {
		return BADF
	}
	h.flags &^= Append
	if on {
		h.flags |= Append
	}
	return OK
}

// Close closes fd. A file without a name goes with its last descriptor.
func (f *Files) Close(fd uint32) Errno {
	h := f.get(fd)
	if h == nil {
		return BADF
	}
	delete(f.open, fd)
	f.Disk.drop(h.node)
	return OK
}

// CloseAll closes everything: the process has ended, in whatever way. After a power loss it has nothing left to close.
func (f *Files) CloseAll() {
	for _, fd := range slices.Sorted(maps.Keys(f.open)) {
		f.Close(fd)
	}
}

func (f *Files) get(fd uint32) *handle {
	if f.boot != f.Disk.boots {
		return nil
	}
	return f.open[fd]
}

func (f *Files) lookup(dir uint32, name string) (place, Ino, Errno) {
	h := f.get(dir)
	if h == nil {
		return place{}, 0, BADF
	}
	if f.Disk.nodes[h.node].dir == nil {
		return place{}, 0, NOTDIR
	}
	return f.Disk.lookup(h.node, name)
}
