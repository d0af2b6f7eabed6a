package main

import (
	"encoding/json"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"

	"github.com/onceover/onceover/sim"
)

// A sender writes messages of the worker and of its pulse, one at a time.
type sender struct {
	mu      sync.Mutex
	encoder *json.Encoder
}

func (s *sender) send(m message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.encoder.Encode(m)
}

// A pulse tells the supervisor, beside the worker's own thread, which process of the case runs: a program that computes
// for ever blocks that thread, and then this is the last that is heard of it.
type pulse struct {
	steps   atomic.Int64
	process atomic.Pointer[sim.Process]
	now     atomic.Int64
	kept    uint64 // bytes that the last collection left, for the worker's thread alone
}

// pulseInterval is how often the supervisor hears of a long case.
const pulseInterval = 500 * time.Millisecond

// calmCollector lets the collector run between cases only, where collect is called. A collection that begins beside a
// program that never stops would wait for it for ever, and the pulse with it. The limit is for a case that needs more.
func calmCollector() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(heapMax)
}

// collect runs the collector where cases have left enough for it: a collection goes through all compiled programs, which
// takes as long as half a case does.
func (p *pulse) collect() {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(heap)
	if now := heap[0].Value.Uint64(); now > p.kept+garbageMax {
		runtime.GC()
		metrics.Read(heap)
		p.kept = heap[0].Value.Uint64()
	}
}

const (
	heapMax    = 2 << 30
	garbageMax = 128 << 20
)

// rest says that no case runs.
func (p *pulse) rest() { p.process.Store(nil) }

// step is called before each step of a process.
func (p *pulse) step(process *sim.Process, now int64) {
	p.now.Store(now)
	p.process.Store(process)
	p.steps.Add(1)
}

// send sends a beat in each interval in which a step was made.
func (p *pulse) send(out *sender) {
	told := int64(0)
	for range time.Tick(pulseInterval) {
		steps, process := p.steps.Load(), p.process.Load()
		if steps == told || process == nil {
			continue
		}
		told = steps
		out.send(message{Beat: &beat{Phase: running, Subject: process.ID(), Time: p.now.Load()}}) // where it fails, so will the answer
	}
}
