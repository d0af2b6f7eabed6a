package sim

import (
	"container/heap"

	"github.com/onceover/onceover/sim/network"
)

type eventKind uint8

const (
	evSegment eventKind = iota // a segment reaches its endpoint
	evStep                     // a process has something to look at
	evTimer                    // a process's timer has come
	evStart                    // a process starts
	evAlarm                    // the controller's time has come
)

// An event is plain data, so that a world can be copied while it runs.
type event struct {
	at      int64
	seq     uint64 // breaks ties, in the order in which the events were made
	kind    eventKind
	process int32
	tag     int
	segment network.Segment
}

type queue []event

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].seq < q[j].seq
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(event)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = event{}
	*q = (*q)[:last]
	return e
}

func (w *World) schedule(at int64, e event) {
	w.seq++
	e.at, e.seq = max(at, w.now), w.seq
	heap.Push(&w.queue, e)
}

// Segment implements network.Scheduler.
func (w *World) Segment(at int64, s network.Segment) {
	w.schedule(at, event{kind: evSegment, segment: s})
}
