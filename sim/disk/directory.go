package disk

import (
	"maps"
	"slices"
)

// pendingMax bounds the operations on names that are not durable yet; beyond it the oldest become durable, as a journal
// commits by itself when it is full.
const pendingMax = 1024

// Ino is the number of a file or directory, unique on its disk for ever.
type Ino uint64

// A directory is the names that lookups see and the names that are durable.
type directory struct {
	parent  Ino
	removed bool // no name leads here any more, though it may still be open
	current names
	durable names
}

type names struct {
	entries map[string]Ino
	mtime   int64
}

func (n names) copy() names { return names{maps.Clone(n.entries), n.mtime} }

func newDirectory(parent Ino, mtime int64) *directory {
	return &directory{
		parent:  parent,
		current: names{map[string]Ino{}, mtime},
		durable: names{map[string]Ino{}, mtime},
	}
}

func (d *directory) copy() *directory {
	return &directory{d.parent, d.removed, d.current.copy(), d.durable.copy()}
}

// A nameChange lets a name lead to another node, or to nothing.
type nameChange struct {
	dir  Ino
	name string
	node Ino // 0 removes the name
}

// A nameOp is one atomic operation on names: create, remove or rename.
type nameOp struct {
	changes []nameChange
	emptied Ino  // the directory that this removes, whose own operations must not become lost behind it; or 0
	between bool // it moves something to another directory: durable only with everything before it, as in a journal
	mtime   int64
}

func (op nameOp) touches(dirs map[Ino]bool) bool {
	return slices.ContainsFunc(op.changes, func(c nameChange) bool { return dirs[c.dir] })
}

// perform does op in the tree that lookups see, and queues it to become durable.
func (d *Disk) perform(op nameOp) {
	for _, c := range op.changes {
		now := &d.nodes[c.dir].dir.current
		old := now.entries[c.name]
		if c.node == 0 {
			delete(now.entries, c.name)
		} else {
			now.entries[c.name] = c.node
			d.nodes[c.node].refs += 2 // by the entry and by the queue
		}
		now.mtime = op.mtime
		d.drop(old)
	}
	d.pending = append(d.pending, op)
	if len(d.pending) > pendingMax {
		d.settle(d.pending[0])
		d.pending = d.pending[1:]
	}
}

// settle makes op durable; the caller takes it out of the queue.
func (d *Disk) settle(op nameOp) {
	for _, c := range op.changes {
		then := &d.nodes[c.dir].dir.durable
		old := then.entries[c.name]
		if c.node == 0 {
			delete(then.entries, c.name)
		} else {
			then.entries[c.name] = c.node // takes over the queue's reference
		}
		then.mtime = op.mtime
		d.drop(old)
	}
}

// settleAll makes every operation on names durable.
func (d *Disk) settleAll() {
	for _, op := range d.pending {
		d.settle(op)
	}
	d.pending = nil
}

// syncDirectory makes the operations on one directory durable, with those that they rest on. A rename between two
// directories rests on all before it: otherwise the old name could be gone for good and the new one, or the directory
// that it is in, be lost.
func (d *Disk) syncDirectory(dir Ino) {
	dirs, all := map[Ino]bool{dir: true}, false
	chosen := make([]bool, len(d.pending))
	for i, op := range slices.Backward(d.pending) {
		if !all && !op.touches(dirs) {
			continue
		}
		chosen[i], all = true, all || op.between
		if op.emptied != 0 {
			dirs[op.emptied] = true
		}
	}
	var rest []nameOp
	for i, op := range d.pending {
		if chosen[i] {
			d.settle(op)
		} else {
			rest = append(rest, op)
		}
	}
	d.pending = rest
}
