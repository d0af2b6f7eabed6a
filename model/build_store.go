package model

// A cell is what a store keeps for one partition of a group: an offset, and where the store has them the record beside it.
type cell struct {
	plain, record Commit
	written       bool // there has been a plain offset, if only one that was removed
	recorded      bool
	newest        int // position in builder.held of the newest commit to it
}

// A cellName is the name of a cell.
type cellName struct {
	store        string
	group, topic string
	partition    int
}

type heldCommit struct {
	commit Commit
	event  int
	cell   *cell
}

func (c *Commit) cell() cellName { return cellName{c.Store, c.Group, c.Topic, c.Partition} }

// hold keeps a commit until its transaction is read.
func (b *builder) hold(i int, c Commit) {
	at := b.cells[c.cell()]
	if at == nil {
		at = &cell{}
		b.cells[c.cell()] = at
	}
	at.newest = len(b.held)
	b.held, b.heldTxn = append(b.held, heldCommit{c, i, at}), c.Txn
}

// flush lets the held commits take place, after the effects of their transaction wherever they stood in it, and once for each partition.
func (b *builder) flush() {
	for n, h := range b.held {
		if h.cell.write(h.commit); h.cell.newest == n {
			c, disagrees := h.cell.read(h.commit)
			b.store(h.event, c, disagrees)
		}
	}
	b.held = b.held[:0]
}

// write keeps what a commit leaves in the store.
func (at *cell) write(c Commit) {
	if c.Record {
		at.record, at.recorded = c, !c.Removed
		return
	}
	at.plain, at.written = c, true
}

// read is what the store says after a commit. Where a record stands beside the plain offset it is the record, unless they disagree; an offset
// that was removed is gone for everybody, whatever the record says.
func (at *cell) read(by Commit) (c Commit, disagrees bool) {
	switch {
	case at.recorded && !at.written:
		c, disagrees = at.record, !at.record.Malformed
	case at.recorded && !at.plain.Removed && !at.plain.Malformed:
		c, disagrees = at.record, !at.record.Malformed && at.record.Offset != at.plain.Offset
	case at.written:
		c = at.plain
	default:
		c = by
	}
	c.Client, c.Restored, c.Lost = by.Client, by.Restored, by.Lost
	return c, disagrees
}

// store adds a step to the log that a commit is about.
func (b *builder) store(i int, c Commit, disagrees bool) {
	l := b.named(i, Partition{c.Topic, c.TopicID, c.Partition})
	if c.Mark != "" && c.Mark == l.mark {
		return
	}
	l.mark, l.stored, l.told = c.Mark, true, c.TopicID != ""
	s := Step{
		Kind: Stored, Event: int32(i), Incarnation: b.incarnation(c.Client), Offset: c.Offset, Removed: c.Removed, Malformed: c.Malformed || disagrees,
		Disagrees: disagrees, Restored: c.Restored, Lost: c.Lost, Operator: !c.Restored && !c.Lost && b.h.Config.Operator(c.Client),
	}
	l.Steps = append(l.Steps, s)
	b.acted(i, s.Incarnation, s.Operator)
	b.h.stores = true
}

// acted notes that an incarnation did something for the group.
func (b *builder) acted(event int, who int32, operator bool) {
	if b.h.firstAct < 0 {
		b.h.firstAct = event
	}
	if who >= 0 && !operator {
		b.h.members[b.h.Incarnations[who].Process] = true
	}
}
