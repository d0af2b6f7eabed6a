package disk

import (
	"maps"
	"math/rand/v2"
	"slices"
)

// sectorSize is the unit that a drive writes whole.
const sectorSize = 512

// A fate is what a power loss does to a list of unsynced changes. Chance alone would nearly never lose all of them or
// none, which are the ends where programs break.
type fate int

const (
	loseAll fate = iota
	keepAll
	keepPrefix
	keepSome
	fates
)

// PowerLoss takes what was not synced, as the package comment says; source decides. All open files are gone.
func (d *Disk) PowerLoss(source rand.Source) {
	rng := rand.New(source)
	for _, op := range d.pending[:prefix(fate(rng.IntN(int(keepSome))), len(d.pending), rng)] {
		d.settle(op)
	}
	d.pending = nil
	d.boots++
	d.used = 0
	all := d.nodes
	d.nodes = map[Ino]*node{root: all[root]}
	d.recover(root, root, all, rng)
}

// recover keeps a node and what its durable names lead to, in the order of the names.
func (d *Disk) recover(ino, parent Ino, all map[Ino]*node, rng *rand.Rand) {
	n := all[ino]
	d.nodes[ino] = n
	n.refs = 2
	if n.file != nil {
		n.file.powerLoss(rng)
		d.used += n.file.current.size
		return
	}
	n.dir.parent, n.dir.removed, n.dir.current = parent, false, n.dir.durable.copy()
	for _, name := range slices.Sorted(maps.Keys(n.dir.durable.entries)) {
		d.recover(n.dir.durable.entries[name], ino, all, rng)
	}
}

func prefix(f fate, n int, rng *rand.Rand) int {
	switch f {
	case loseAll:
		return 0
	case keepPrefix:
		return rng.IntN(n + 1)
	}
	return n
}

func (f *file) powerLoss(rng *rand.Rand) {
	how := fate(rng.IntN(int(fates)))
	for _, ch := range f.changes[:prefix(how, len(f.changes), rng)] {
		if how == keepSome {
			if rng.IntN(3) == 0 {
				continue
			}
			ch = ch.torn(rng)
		}
		f.durable.apply(ch)
	}
	f.changes, f.dirty = nil, 0
	f.current = f.durable.copy()
}

// torn is sometimes only the first sectors of a write.
func (ch change) torn(rng *rand.Rand) change {
	first := ch.offset/sectorSize + 1 // the first boundary inside the write
	last := (ch.offset + int64(len(ch.data)) - 1) / sectorSize
	if ch.kind != changeWrite || last < first || rng.IntN(2) == 0 {
		return ch
	}
	ch.data = ch.data[:(first+rng.Int64N(last-first+1))*sectorSize-ch.offset]
	return ch
}
