package consumer

import (
	"context"
	"maps"
	"math"
	"slices"
)

// early is what a leader is asked for before a batch needs it, so that neither waits for the other. What goes wrong with
// it is not told: it is asked again when it is needed.
type early struct {
	readings map[Partition]*reading
	view     int           // of the topic's leaders when it was asked
	arrived  chan struct{} // closed once the readings have what they will have
}

// askAhead asks for what follows the readings, up to the ends of the logs, where nothing is asked for yet.
func (t *topic) askAhead(ctx context.Context, readings map[Partition]*reading, end map[Partition]int64) {
	byBroker := map[int32]*early{}
	for p, rd := range readings { //tidy:unordered each partition for itself
		now, ok := t.leaders[p.ID]
		if t.early[p] != nil || rd.next >= end[p] || !ok || rd.epoch != NoEpoch && rd.epoch != now.epoch {
			continue
		}
		e := byBroker[now.broker]
		if e == nil {
			e = &early{readings: map[Partition]*reading{}, view: t.view, arrived: make(chan struct{})}
			byBroker[now.broker] = e
		}
		follows := Range{Partition: p, From: rd.next, Until: math.MaxInt64, Epoch: rd.epoch}
		e.readings[p] = &reading{Range: follows, next: rd.next, epoch: rd.epoch}
		t.early[p] = e
	}
	for _, broker := range slices.Sorted(maps.Keys(byBroker)) {
		e, now := byBroker[broker], *t // which changes meanwhile
		partitions := slices.SortedFunc(maps.Keys(e.readings), func(a, b Partition) int { return int(a.ID - b.ID) })
		go func() {
			defer close(e.arrived)
			now.fetchOnce(ctx, share{broker, partitions}, e.readings)
		}()
	}
}

// readEarly adds to the readings what was asked for ahead, and returns the partitions that need more.
func (t *topic) readEarly(ctx context.Context, r *retry, partitions []Partition, readings map[Partition]*reading) []Partition {
	missing := unread(partitions, readings)
	if len(missing) == 0 {
		return nil
	}
	_ = r.attempt(ctx, func(ctx context.Context) error { // what goes wrong is met again by who asks for what is missing
		for _, p := range missing {
			t.addEarly(ctx, readings[p])
		}
		return nil
	})
	rest := unread(missing, readings)
	if len(rest) < len(missing) {
		r.gain()
	}
	return rest
}

// addEarly adds to a reading what was asked for ahead, if it follows.
func (t *topic) addEarly(ctx context.Context, rd *reading) {
	e := t.early[rd.Partition]
	if e == nil {
		return
	}
	delete(t.early, rd.Partition)
	got := e.readings[rd.Partition]
	if e.view != t.view || got.From != rd.next {
		return
	}
	select {
	case <-e.arrived:
	default:
		select {
		case <-e.arrived:
		case <-ctx.Done():
			return
		}
	}
	if got.next > rd.next {
		rd.add(got.records, got.next)
	}
}
