package zookeeper

import (
	"runtime"
	"slices"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// TestConnectionsGiveMemoryBack has connections send and receive the largest frames, and then a ping: what they still
// hold is little.
func TestConnectionsGiveMemoryBack(t *testing.T) {
	const connections, each = 8, 256 << 10
	_, addr := serve(t, Config{}, Hooks{})
	large := wire.Request{Op: wire.OpMultiRead, Ops: slices.Repeat([]wire.Request{{Op: wire.OpGetData, Path: "/x"}}, 60000)}
	frames := slices.Concat(large.Frame(1), request(-2, wire.OpPing))
	before := heap()
	for range connections {
		w := open(t, addr).send(newSession.Frame())
		w.frame()
		w.send(frames)
		w.frame()
		w.frame()
	}
	if grown := heap() - before; grown > connections*each {
		t.Errorf("%d bytes for each connection, want at most %d", grown/connections, each)
	}
}

// heap is how many bytes are in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestTogether cuts a queue into what is written at once.
func TestTogether(t *testing.T) {
	queue := func(sizes ...int) (all []outgoing) {
		for _, size := range sizes {
			all = append(all, outgoing{frame: make([]byte, size)})
		}
		return append(all, outgoing{last: true})
	}
	held := queue(10, 10, 10)
	held[0].hold, held[2].hold = 1, 1
	for _, c := range []struct {
		queue []outgoing
		want  int
	}{
		{queue(), 1},
		{queue(10, 20, 30), 4},
		{queue(heldBytes), 2},
		{queue(heldBytes-10, 10, 1), 2},
		{queue(10*heldBytes, 1), 1},
		{held, 2},
	} {
		if got := together(c.queue); got != c.want {
			t.Errorf("%d of %d, want %d", got, len(c.queue), c.want)
		}
	}
}
