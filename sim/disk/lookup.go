package disk

import "strings"

const nameMax = 255

// lookup follows a path from base to the last component's directory; ino is 0 where that directory has no such name.
func (d *Disk) lookup(base Ino, name string) (at place, ino Ino, e Errno) {
	if name == "" {
		return place{}, 0, NOENT
	}
	if name[0] == '/' {
		base = root
	}
	ino = base
	parts := strings.Split(name, "/")
	for _, part := range parts {
		if part == "" {
			continue
		}
		if at, ino, e = d.step(ino, part); e != OK {
			return place{}, 0, e
		}
	}
	at.slash = parts[len(parts)-1] == ""
	if at.slash && ino != 0 && d.nodes[ino].dir == nil {
		return place{}, 0, NOTDIR
	}
	return at, ino, OK
}

// A place is where a name is or could be; the root and paths that end in . or .. are nowhere.
type place struct {
	dir   Ino
	name  string
	slash bool // the path ended in a slash: only a directory can be here
}

func (d *Disk) step(from Ino, part string) (place, Ino, Errno) {
	n := d.nodes[from]
	switch {
	case from == 0:
		return place{}, 0, NOENT
	case n.dir == nil:
		return place{}, 0, NOTDIR
	case len(part) > nameMax:
		return place{}, 0, NAMETOOLONG
	case strings.Contains(part, "\x00"):
		return place{}, 0, INVAL
	case part == ".":
		return place{}, from, OK
	case part == "..":
		return place{}, n.dir.parent, OK
	case n.dir.removed:
		return place{}, 0, NOENT
	}
	return place{dir: from, name: part}, n.dir.current.entries[part], OK
}
