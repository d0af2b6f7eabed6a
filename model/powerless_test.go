package model

import (
	"maps"
	"slices"
	"strconv"

	"pgregory.net/rapid"
)

// A filing is how a test's sink keeps results in files.
type filing string

const (
	syncedLines filing = "lines, synced"
	syncedRange filing = "ranges, synced and renamed, of what no file covers"
	heedless    filing = "lines, never synced"
	careless    filing = "ranges, renamed, and neither synced"
	scrambled   filing = "lines, synced, of each batch in any order"
)

// A powerless group has one partition, and a sink in files on a host whose power fails. What the judge should find is counted one by one from
// what the files hold.
type powerless struct {
	writer
	filing
	batch            int
	records          int
	stored, lives    int
	held             map[string][]int // path -> the records whose lines the file holds
	durable          map[string]int   // path -> how many of them no power loss takes
	repeats, astride int              // deliveries of what a file held, and of what was not the newest by then
}

func newPowerless(t *rapid.T, f filing) *powerless {
	p := &powerless{filing: f, batch: rapid.IntRange(1, 6).Draw(t, "batch"), held: map[string][]int{}, durable: map[string]int{}}
	p.store("consumer#0", 0)
	return p
}

func (p *powerless) store(client string, next int) {
	p.stored = next
	p.writer.store(client, "t", 0, strconv.Itoa(next))
}

func (p *powerless) grow(n int) {
	for range n {
		p.append("t", 0, int64(p.records), identity(0, p.records))
		p.records++
	}
}

// count is how many lines there are of each record.
func (p *powerless) count() []int {
	n := make([]int, p.records)
	for _, path := range slices.Sorted(maps.Keys(p.held)) {
		for _, r := range p.held[path] {
			n[r]++
		}
	}
	return n
}

// deliver counts a line by what there was.
func (p *powerless) deliver(r int) {
	switch n := p.count(); {
	case n[r] > 0:
		p.repeats++
	case slices.ContainsFunc(n[r+1:], func(n int) bool { return n > 0 }):
		p.astride++
	}
}

// write writes a batch in parts, and dies, perhaps, before all of it is durable.
func (p *powerless) write(t *rapid.T, client string, from, until int, dies bool) {
	if p.filing == syncedRange || p.filing == careless {
		p.rename(client, from, until, dies)
		return
	}
	path, todo := appendedTo("t", 0), make([]int, 0, until-from)
	for r := from; r < until; r++ {
		todo = append(todo, r)
	}
	if p.filing == scrambled {
		todo = rapid.Permutation(todo).Draw(t, "order")
	}
	if dies {
		todo = todo[:rapid.IntRange(0, len(todo)).Draw(t, "written")]
	}
	for len(todo) > 0 {
		n := rapid.IntRange(1, len(todo)).Draw(t, "at once")
		for _, r := range todo[:n] {
			p.deliver(r)
			p.held[path] = append(p.held[path], r)
		}
		p.writeLines(client, path, linesOf(0, todo[:n]...))
		todo = todo[n:]
	}
	if !dies && p.filing != heedless {
		p.durable[path] = len(p.held[path])
	}
}

// rename writes what no file covers to a file of its own, whole or not at all.
func (p *powerless) rename(client string, from, until int, dies bool) {
	n := p.count()
	for from < until && n[from] > 0 {
		from++
	}
	if from == until {
		return
	}
	path, lines := rangeOf("t", 0, from, until), []int(nil)
	for r := from; r < until; r++ {
		p.deliver(r)
		lines = append(lines, r)
	}
	p.held[path] = lines
	p.renameTo(client, path, linesOf(0, lines...))
	if !dies && p.filing == syncedRange {
		p.durable[path] = len(lines)
	}
}

// powerLoss leaves of each file what is durable and a part of what follows: none or all of a file that is renamed, if its lines are synced.
func (p *powerless) powerLoss(t *rapid.T) {
	for _, path := range slices.Sorted(maps.Keys(p.held)) {
		all := p.held[path]
		n := rapid.IntRange(p.durable[path], len(all)).Draw(t, "left of "+path)
		if p.filing == syncedRange && n < len(all) {
			n = 0
		}
		if n < len(all) {
			p.lose(path, linesOf(0, all[:n]...))
		}
		p.held[path], p.durable[path] = slices.Clip(all[:n]), n
	}
}

// life handles so many batches and dies within the next one, or drains the log if that is negative.
func (p *powerless) life(t *rapid.T, batches int) {
	p.lives++
	client := "consumer#" + strconv.Itoa(p.lives)
	p.add(client, "proc.start")
	for path, all := range p.held { // it syncs what it finds
		if p.filing != heedless && p.filing != careless {
			p.durable[path] = len(all)
		}
	}
	for p.stored < p.records {
		until := min(p.records, p.stored+rapid.IntRange(1, p.batch).Draw(t, "batch size"))
		dies := batches == 0
		batches--
		p.write(t, client, p.stored, until, dies)
		if dies {
			break
		}
		p.store(client, until)
	}
	p.add(client, "proc.crash")
	if rapid.Bool().Draw(t, "power loss") {
		p.powerLoss(t)
	}
}

// playPowerless lets a group live and die until it has read all.
func playPowerless(t *rapid.T, f filing) *powerless {
	p := newPowerless(t, f)
	for range rapid.IntRange(0, 5).Draw(t, "deaths") {
		p.grow(rapid.IntRange(0, 8).Draw(t, "records"))
		p.life(t, rapid.IntRange(0, 3).Draw(t, "batches"))
	}
	p.grow(1)
	p.life(t, none)
	return p
}
