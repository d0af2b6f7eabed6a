package model

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/onceover/onceover/sim/trace"
	"pgregory.net/rapid"
)

// A design is how a test's consumer writes.
type design string

const (
	appending     design = "append"       // at least once
	keyed         design = "keyed"        // exactly once by effect
	transactional design = "transaction"  // exactly once
	commitFirst   design = "commit-first" // stores before it writes
	lastOffset    design = "last-offset"  // stores the last offset instead of the next
	swallowing    design = "swallowing"   // goes on after a store that failed, and every other one does
)

// A group is a consumer group whose lives a test plays by the book of its design, with the events that services would see.
type group struct {
	writer
	design   design
	batch    int
	offsets  [][]int64 // partition -> offset of each record
	stored   []int     // partition -> the record that the store names
	position []int     // partition -> the record that the newest life reads next
	lives    int
	zombie   *flight // the batch in flight of a paused life
}

// A flight is a batch that was planned and is not stored.
type flight struct {
	client      string
	partition   int
	next, until int
}

// newGroup draws logs with gaps, at offsets of any size, and stores the start of each.
func newGroup(t *rapid.T, d design, partitions int) *group {
	g := &group{design: d, batch: rapid.IntRange(1, 6).Draw(t, "batch"), stored: make([]int, partitions)}
	for p := range partitions {
		offset := rapid.Int64Range(0, 1<<61).Draw(t, "first offset")
		var offsets []int64
		for n := range rapid.IntRange(0, 25).Draw(t, "records") {
			offsets = append(offsets, offset)
			g.append("t", p, offset, identity(p, n))
			offset += rapid.Int64Range(1, 4).Draw(t, "gap")
		}
		g.offsets = append(g.offsets, offsets)
	}
	return g
}

func (g *group) client() string { return fmt.Sprintf("consumer#%d", g.lives) }

func (g *group) start() {
	g.lives++
	g.add(g.client(), "proc.start")
	g.position = slices.Clone(g.stored)
	if g.lives == 1 && g.design != transactional && g.design != lastOffset {
		for p := range g.offsets {
			g.commit(g.client(), p, 0)
		}
	}
}

// offset is the offset of a record, or one behind the last.
func (g *group) offset(p, n int) int64 {
	switch offsets := g.offsets[p]; {
	case n < len(offsets):
		return offsets[n]
	case n > 0:
		return offsets[n-1] + 1
	}
	return 0
}

// commit stores the next record to read; the design that mixes that up stores the last one read, once there is one.
func (g *group) commit(client string, p, next int) {
	g.stored[p], g.position[p] = next, next
	if g.design == lastOffset {
		g.stored[p] = next - 1
	}
	g.store(client, "t", p, strconv.FormatInt(g.offset(p, g.stored[p]), 10))
}

// write delivers one record by way of the design's sink.
func (g *group) write(client string, p, n int, txn int64) {
	switch g.design {
	case keyed:
		g.effect(client, "SET", fmt.Sprintf("out:id-t:%d:%d", p, g.offsets[p][n]), identity(p, n), 0)
	default:
		g.effect(client, "RPUSH", fmt.Sprintf("out:t:%d", p), identity(p, n), txn)
	}
}

// handle handles a batch up to until; it dies after writes effects, or before it stores if those are all, unless writes is negative.
func (g *group) handle(p, until, writes int) {
	if g.design == transactional {
		if writes < 0 || writes%2 == 0 { // it dies before the transaction or after it, never within
			g.exec(p, until)
		}
		return
	}
	from := g.position[p]
	if g.design == commitFirst {
		g.commit(g.client(), p, until)
	}
	for n := from; n < until; n++ {
		if n-from == writes {
			return
		}
		g.write(g.client(), p, n, 0)
	}
	if g.design == swallowing && writes < 0 {
		if g.position[p] = until; len(g.events)%2 == 0 {
			return
		}
	}
	if writes < 0 && g.design != commitFirst {
		g.commit(g.client(), p, until)
	}
}

func (g *group) exec(p, until int) {
	g.txns++
	g.effect(g.client(), "SET", fmt.Sprintf("offset:g:t:%d", p), strconv.FormatInt(g.offset(p, until), 10), g.txns)
	for n := g.position[p]; n < until; n++ {
		g.write(g.client(), p, n, g.txns)
	}
	g.stored[p], g.position[p] = until, until
}

// plan draws the next batch of a partition, or reports that there is none.
func (g *group) plan(t *rapid.T, p int) (until int, ok bool) {
	left := len(g.offsets[p]) - g.position[p]
	if left == 0 {
		return 0, false
	}
	return g.position[p] + rapid.IntRange(1, min(left, g.batch)).Draw(t, "batch size"), true
}

// life plays one incarnation: it dies after so many batches, or if that is negative handles all there is and exits by itself.
func (g *group) life(t *rapid.T, batches int) {
	g.start()
	for busy := true; busy; {
		busy = false
		for p := range g.offsets {
			g.wake(t)
			until, ok := g.plan(t, p)
			if !ok {
				continue
			}
			busy = true
			if batches == 0 {
				g.die(t, p, until)
				return
			}
			batches--
			g.handle(p, until, none)
		}
	}
	if batches < 0 {
		g.add(g.client(), "proc.exit")
		return
	}
	g.add(g.client(), "proc.crash")
}

// die kills the newest life within a batch, or pauses it there to wake up as a zombie.
func (g *group) die(t *rapid.T, p, until int) {
	from := g.position[p]
	writes := rapid.IntRange(0, until-from).Draw(t, "writes")
	g.handle(p, until, writes)
	if g.zombie == nil && (g.design == appending || g.design == keyed) && rapid.Bool().Draw(t, "pause") {
		g.zombie = &flight{g.client(), p, from + writes, until}
		g.add(g.client(), "proc.pause")
		return
	}
	g.add(g.client(), "proc.crash")
}

// wake lets a zombie write the rest of its batch in flight; its store is refused, and it gives up.
func (g *group) wake(t *rapid.T) {
	if g.zombie == nil || !rapid.Bool().Draw(t, "wake") {
		return
	}
	z := g.zombie
	g.zombie = nil
	g.add(z.client, "proc.resume")
	for ; z.next < z.until; z.next++ {
		g.write(z.client, z.partition, z.next, 0)
	}
	g.add(z.client, "proc.exit", trace.Int("code", 1))
}

// play runs a group through a few deaths and one life that ends by itself.
func play(t *rapid.T, d design, deaths int) *group {
	g := newGroup(t, d, rapid.IntRange(1, 3).Draw(t, "partitions"))
	for range rapid.IntRange(0, deaths).Draw(t, "deaths") {
		g.life(t, rapid.IntRange(0, 6).Draw(t, "batches"))
	}
	g.life(t, none)
	return g
}

func (g *group) history(t *rapid.T) *History {
	h, err := Build(g.events, Config{Batch: g.batch, End: Drained})
	if err != nil {
		t.Fatal(err)
	}
	return h
}
