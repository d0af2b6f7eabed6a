package disk

import (
	"path"
	"slices"
)

// DefaultQuota is the bytes that the files of a new disk may hold.
const DefaultQuota = 256 << 20

const root Ino = 1

// A Disk is the files of one host: current and durable state of each.
type Disk struct {
	Quota int64 // bytes of file data, also of removed files that are open or whose removal is not durable

	nodes   map[Ino]*node
	last    Ino      // the newest number given
	pending []nameOp // operations on names that are not durable, in order
	used    int64
	boots   int // power losses so far; open files of an earlier boot are dead
}

// A node is a file or a directory.
type node struct {
	refs int // entries in current and durable directories, mentions in pending, open files
	file *file
	dir  *directory
}

// New returns an empty disk: one root directory.
func New() *Disk {
	return &Disk{
		Quota: DefaultQuota,
		nodes: map[Ino]*node{root: {refs: 1, dir: newDirectory(root, 0)}},
		last:  root,
	}
}

// Copy returns a disk with the same state that changes independently of this one.
func (d *Disk) Copy() *Disk {
	c := *d
	c.pending = slices.Clone(d.pending)
	c.nodes = make(map[Ino]*node, len(d.nodes))
	for ino, n := range d.nodes { //tidy:unordered one map is copied into another
		m := &node{refs: n.refs}
		if n.dir != nil {
			m.dir = n.dir.copy()
		} else {
			m.file = n.file.copy()
		}
		c.nodes[ino] = m
	}
	return &c
}

// WriteFile writes a file and all directories on its path, durably. It is how the world prepares a host.
func (d *Disk) WriteFile(name string, data []byte, now int64) Errno {
	f := NewFiles(d)
	defer f.CloseAll()
	dirs := parents(name)
	for _, dir := range dirs[1:] {
		if e := f.Mkdir(RootFD, dir, now); e != OK && e != EXIST {
			return e
		}
	}
	fd, e := f.Open(RootFD, name, Create|Trunc|Write, now)
	if e != OK {
		return e
	}
	if _, e := f.Write(fd, data, now); e != OK {
		return e
	}
	f.Sync(fd)
	for _, dir := range dirs {
		_, ino, e := d.lookup(root, dir)
		if e != OK {
			return e
		}
		d.syncDirectory(ino)
	}
	return OK
}

// ReadFile returns what a file holds now.
func (d *Disk) ReadFile(name string) ([]byte, Errno) {
	_, ino, e := d.lookup(root, name)
	switch {
	case e != OK:
		return nil, e
	case ino == 0:
		return nil, NOENT
	case d.nodes[ino].dir != nil:
		return nil, ISDIR
	}
	c := &d.nodes[ino].file.current
	b := make([]byte, c.size)
	c.read(b, 0)
	return b, OK
}

// ReadAll returns what each file holds now, by its name from the root.
func (d *Disk) ReadAll() map[string][]byte {
	all := map[string][]byte{}
	d.readAll(root, "/", all)
	return all
}

func (d *Disk) readAll(dir Ino, name string, all map[string][]byte) {
	for base, ino := range d.nodes[dir].dir.current.entries { //tidy:unordered a map is filled
		at := path.Join(name, base)
		if d.nodes[ino].dir != nil {
			d.readAll(ino, at, all)
			continue
		}
		all[at], _ = d.ReadFile(at)
	}
}

// parents are the directories above name, from the root down.
func parents(name string) []string {
	dirs := []string{"/"}
	clean := path.Clean("/" + name)
	for i, c := range clean {
		if c == '/' && i > 0 {
			dirs = append(dirs, clean[:i])
		}
	}
	return dirs
}

// add makes a node; it lives once something refers to it.
func (d *Disk) add(n *node) Ino {
	d.last++
	d.nodes[d.last] = n
	return d.last
}

// drop takes one reference from a node and frees it with the last; 0 is no node.
func (d *Disk) drop(ino Ino) {
	n := d.nodes[ino]
	if n == nil {
		return
	}
	if n.refs--; n.refs > 0 {
		return
	}
	if n.file != nil {
		d.used -= n.file.current.size
	}
	delete(d.nodes, ino)
}

// reserve checks that a file may grow by n bytes. Space of removed files comes back when their removal becomes durable,
// so a full disk commits its journal first.
func (d *Disk) reserve(n int64) Errno {
	if n > 0 && n > d.Quota-d.used {
		d.settleAll()
	}
	if n > 0 && n > d.Quota-d.used {
		return NOSPC
	}
	return OK
}
