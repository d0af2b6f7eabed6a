package main

import (
	"maps"
	"time"
)

// A state is what the program is made of, as Spark's Checkpoint holds it: the graph, by the build that it belongs to; the
// settings; the batches; and what it has counted.
type state struct {
	Build    string              `json:"build"`
	Settings settings            `json:"settings"`
	Handled  int                 `json:"handled"` // records, since the group began
	Next     offsets             `json:"next"`    // of the batch that is planned next
	Pending  [][]checkpointRange `json:"pending"` // batches that are planned and not done
}

type settings struct {
	Topic string `json:"topic"`
	Batch int64  `json:"batch"`
}

type checkpointRange struct {
	Partition int32 `json:"partition"`
	From      int64 `json:"from"`
	Until     int64 `json:"until"`
}

func rangesOf(spans []span) (ranges []checkpointRange) {
	for _, s := range spans {
		ranges = append(ranges, checkpointRange{s.partition, s.from, s.until})
	}
	return ranges
}

func spansOf(ranges []checkpointRange) (spans []span) {
	for _, r := range ranges {
		spans = append(spans, span{r.Partition, r.From, r.Until})
	}
	return spans
}

// first are the batches that are done next, at most so many.
func (s *state) first(most int) (list []*batch) {
	for _, ranges := range s.Pending[:min(most, len(s.Pending))] {
		list = append(list, &batch{ranges: spansOf(ranges)})
	}
	return list
}

// A checkpointed is a state as a file holds it, with where the group goes on as other files of offsets have it.
type checkpointed struct {
	document
	State state `json:"state"`
}

// checkpoint is the state, to be written. It goes on where the first batch begins that is not done.
func (s *state) checkpoint(a *app) checkpointed {
	from := maps.Clone(s.Next)
	for _, batch := range s.Pending {
		for _, r := range batch {
			from[r.Partition] = min(from[r.Partition], r.From)
		}
	}
	return checkpointed{a.document(from), *s}
}

// A checkpointWriter writes checkpoints one after the other, beside the batches.
type checkpointWriter struct {
	queue  chan checkpointed
	closed chan error
}

// newCheckpointWriter returns a writer to a file system that takes so long for each.
func newCheckpointWriter(file string, takes time.Duration) *checkpointWriter {
	w := &checkpointWriter{make(chan checkpointed, memory), make(chan error, 1)}
	go func() {
		var failed error
		for c := range w.queue {
			time.Sleep(takes)
			if failed = replaceDocument(file, c); failed != nil {
				report("write a checkpoint", failed) // and the batches go on
			}
		}
		w.closed <- failed
	}()
	return w
}

// write queues a checkpoint.
func (w *checkpointWriter) write(c checkpointed) { w.queue <- c }

// close waits until all that was queued is written. It returns the error of the last one.
func (w *checkpointWriter) close() error {
	close(w.queue)
	return <-w.closed
}
