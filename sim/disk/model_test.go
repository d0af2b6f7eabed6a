package disk

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
)

// naive is the same file system written the obvious way: whole paths, whole byte slices. It knows what has been synced,
// so it can say what must survive.
type naive struct {
	tree  map[string]*naiveNode // by clean absolute path
	past  []map[string]Ino      // the names after each operation since all directories were synced
	names map[*naiveNode]Ino
}

type naiveNode struct {
	dir    bool
	data   []byte
	synced []byte
	writes []change // since the last sync
}

func newNaive() *naive {
	m := &naive{tree: map[string]*naiveNode{"/": {dir: true}}, names: map[*naiveNode]Ino{}}
	m.past = []map[string]Ino{{"/": root}}
	m.names[m.tree["/"]] = root
	return m
}

func (m *naive) children(dir string) []string {
	var out []string
	for _, p := range slices.Sorted(maps.Keys(m.tree)) {
		if p != "/" && path.Dir(p) == dir {
			out = append(out, path.Base(p))
		}
	}
	return out
}

// parent checks that name can be in a directory.
func (m *naive) parent(name string) Errno {
	for _, dir := range parents(name) {
		if n := m.tree[dir]; n == nil {
			return NOENT
		} else if !n.dir {
			return NOTDIR
		}
	}
	return OK
}

func (m *naive) open(name string, flags OpenFlags) (*naiveNode, Errno) {
	if e := m.parent(name); e != OK {
		return nil, e
	}
	n := m.tree[name]
	switch {
	case n == nil && flags&Create == 0:
		return nil, NOENT
	case n == nil:
		n = &naiveNode{}
		m.tree[name] = n
		return n, OK
	case flags&(Create|Excl) == Create|Excl:
		return nil, EXIST
	case n.dir && flags&(Write|Create|Trunc) != 0:
		return nil, ISDIR
	case !n.dir && flags&Directory != 0:
		return nil, NOTDIR
	case flags&Trunc != 0:
		n.change(change{kind: changeSize})
	}
	return n, OK
}

func (n *naiveNode) change(ch change) {
	n.data = naiveApply(n.data, ch)
	n.writes = append(n.writes, ch)
}

func naiveApply(data []byte, ch change) []byte {
	end := int(ch.offset) + len(ch.data)
	out := slices.Clone(data)
	if ch.kind == changeSize && end < len(out) {
		return out[:end]
	}
	if end > len(out) && (ch.kind == changeSize || len(ch.data) > 0) {
		out = append(out, make([]byte, end-len(out))...)
	}
	copy(out[min(int(ch.offset), len(out)):], ch.data)
	return out
}

func (n *naiveNode) sync() { n.synced, n.writes = n.data, nil }

func (m *naive) mkdir(name string) Errno {
	if e := m.parent(name); e != OK {
		return e
	}
	if m.tree[name] != nil {
		return EXIST
	}
	m.tree[name] = &naiveNode{dir: true}
	return OK
}

func (m *naive) remove(name string, dir bool) Errno {
	if e := m.parent(name); e != OK {
		return e
	}
	n := m.tree[name]
	switch {
	case n == nil:
		return NOENT
	case n.dir && !dir:
		return ISDIR
	case !n.dir && dir:
		return NOTDIR
	case name == "/":
		return INVAL
	case len(m.children(name)) > 0:
		return NOTEMPTY
	}
	delete(m.tree, name)
	return OK
}

func (m *naive) rename(from, to string) Errno {
	if e := m.parent(from); e != OK {
		return e
	}
	n := m.tree[from]
	if n == nil {
		return NOENT
	}
	if e := m.parent(to); e != OK {
		return e
	}
	old := m.tree[to]
	switch {
	case from == "/" || to == "/":
		return INVAL
	case from == to:
		return OK
	case n.dir && strings.HasPrefix(to, from+"/"):
		return INVAL
	case old != nil && n.dir && !old.dir:
		return NOTDIR
	case old != nil && !n.dir && old.dir:
		return ISDIR
	case old != nil && len(m.children(to)) > 0:
		return NOTEMPTY
	}
	for p, x := range maps.Clone(m.tree) {
		if p == from || strings.HasPrefix(p, from+"/") {
			delete(m.tree, p)
			m.tree[to+strings.TrimPrefix(p, from)] = x
		}
	}
	return OK
}

// possible reports whether a power loss may leave data in the file: its size is one that it could have had, and each byte
// is zero or one that was written there.
func (n *naiveNode) possible(data []byte) bool {
	if len(n.writes) == 0 {
		return bytes.Equal(data, n.synced)
	}
	longest := len(n.synced)
	for _, ch := range n.writes {
		longest = max(longest, int(ch.offset)+len(ch.data))
	}
	if len(data) > longest {
		return false
	}
	for i, b := range data {
		ok := b == 0 || i < len(n.synced) && n.synced[i] == b
		for _, ch := range n.writes {
			at := i - int(ch.offset)
			ok = ok || at >= 0 && at < len(ch.data) && ch.data[at] == b
		}
		if !ok {
			return false
		}
	}
	return true
}
