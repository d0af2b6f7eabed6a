package disk

import "slices"

// A kernel writes dirty data back by itself when there is much of it. Here the oldest changes become durable beyond
// these bounds, which also bound the memory of a program that never syncs.
const (
	dirtyChangesMax = 1024
	dirtyBytesMax   = 4 << 20
)

type changeKind uint8

const (
	changeWrite changeKind = iota
	changeSize
	changeTimes
)

// A change is one modification of a file that a power loss may take.
type change struct {
	kind   changeKind
	offset int64 // of the write, or the new size
	data   []byte
	mtime  int64
}

func (c *content) apply(ch change) {
	switch ch.kind {
	case changeWrite:
		c.write(ch.data, ch.offset)
	case changeSize:
		c.resize(ch.offset)
	}
	c.mtime = ch.mtime
}

// A file is what reads see and what is durable.
// Invariant: durable with changes applied in order is current.
type file struct {
	current content
	durable content
	changes []change
	dirty   int // bytes of data in changes
}

func (f *file) copy() *file {
	return &file{f.current.copy(), f.durable.copy(), slices.Clone(f.changes), f.dirty}
}

func (f *file) apply(ch change) {
	f.current.apply(ch)
	f.changes = append(f.changes, ch)
	f.dirty += len(ch.data)
	for len(f.changes) > dirtyChangesMax || f.dirty > dirtyBytesMax && len(f.changes) > 1 {
		f.settleFirst()
	}
}

func (f *file) settleFirst() {
	f.durable.apply(f.changes[0])
	f.dirty -= len(f.changes[0].data)
	f.changes = f.changes[1:]
}

func (f *file) sync() {
	for len(f.changes) > 0 {
		f.settleFirst()
	}
	f.changes = nil
}
