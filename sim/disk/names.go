package disk

// existing is lookup of something that must be there.
func (f *Files) existing(dir uint32, name string) (place, Ino, Errno) {
	at, ino, e := f.lookup(dir, name)
	if e == OK && ino == 0 {
		e = NOENT
	}
	return at, ino, e
}

// Mkdir creates a directory.
func (f *Files) Mkdir(dir uint32, name string, now int64) Errno {
	at, ino, e := f.lookup(dir, name)
	if e != OK {
		return e
	}
	if ino != 0 {
		return EXIST
	}
	ino = f.Disk.add(&node{dir: newDirectory(at.dir, now)})
	f.Disk.perform(nameOp{changes: []nameChange{{at.dir, at.name, ino}}, mtime: now})
	return OK
}

// Remove removes the name of a file, which lives on while it is open.
func (f *Files) Remove(dir uint32, name string, now int64) Errno {
	at, ino, e := f.existing(dir, name)
	if e != OK {
		return e
	}
	if f.Disk.nodes[ino].dir != nil {
		return ISDIR
	}
	f.Disk.perform(nameOp{changes: []nameChange{{at.dir, at.name, 0}}, mtime: now})
	f.changed(Change{Kind: Removed, Name: f.path(dir, name)})
	return OK
}

// Rmdir removes an empty directory.
func (f *Files) Rmdir(dir uint32, name string, now int64) Errno {
	at, ino, e := f.existing(dir, name)
	if e != OK {
		return e
	}
	n := f.Disk.nodes[ino]
	switch {
	case n.dir == nil:
		return NOTDIR
	case at.dir == 0:
		return INVAL
	case len(n.dir.current.entries) > 0:
		return NOTEMPTY
	}
	n.dir.removed = true
	f.Disk.perform(nameOp{changes: []nameChange{{at.dir, at.name, 0}}, emptied: ino, mtime: now})
	return OK
}

// Rename moves a file or directory, in one step replacing what was at the new name.
func (f *Files) Rename(dir uint32, name string, toDir uint32, toName string, now int64) Errno {
	from, ino, e := f.existing(dir, name)
	if e != OK {
		return e
	}
	to, old, e := f.lookup(toDir, toName)
	if e != OK {
		return e
	}
	if from.dir == 0 || to.dir == 0 {
		return INVAL
	}
	if old == ino {
		return OK
	}
	if e := f.Disk.mayReplace(ino, old, to); e != OK {
		return e
	}
	op := nameOp{changes: []nameChange{{to.dir, to.name, ino}, {from.dir, from.name, 0}}, between: from.dir != to.dir, mtime: now}
	if moving := f.Disk.nodes[ino].dir; moving != nil {
		moving.parent = to.dir
		if old != 0 {
			op.emptied = old
			f.Disk.nodes[old].dir.removed = true
		}
	}
	f.Disk.perform(op)
	f.changed(Change{Kind: Renamed, Name: f.path(toDir, toName), From: f.path(dir, name)})
	return OK
}

// mayReplace checks a rename of ino to a place where old is now; old may be 0.
func (d *Disk) mayReplace(ino, old Ino, to place) Errno {
	moving := d.nodes[ino].dir
	if moving == nil {
		switch {
		case to.slash:
			return NOTDIR
		case old != 0 && d.nodes[old].dir != nil:
			return ISDIR
		}
		return OK
	}
	for above := to.dir; above != root; above = d.nodes[above].dir.parent {
		if above == ino {
			return INVAL
		}
	}
	if old == 0 {
		return OK
	}
	switch over := d.nodes[old].dir; {
	case over == nil:
		return NOTDIR
	case len(over.current.entries) > 0:
		return NOTEMPTY
	}
	return OK
}
