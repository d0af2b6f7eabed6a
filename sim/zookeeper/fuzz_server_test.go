package zookeeper

import (
	"io"
	"net"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// over is when nothing can keep a silent connection open any more: after the limit for the first frame, and after the
// longest session.
const over = time.Minute

// FuzzServer sends bytes to a server on a connection, in pieces that come one after another: with another cut, and with
// so many milliseconds between them. Whatever they are, the connection ends when no more come, it took no more memory
// than it has bytes, and a client that was there before is served.
func FuzzServer(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s, byte(0), uint16(0))
		f.Add(s, byte(20), uint16(900))
	}
	for _, word := range []string{"ruok", "stat", "mntr", "dump", "wchp", "stmk\x00\x00\x00\x00\x00\x00\x00\x01", "\xff\xf4\xff\xfd"} {
		f.Add([]byte(word), byte(2), uint16(10))
	}
	f.Fuzz(func(t *testing.T, stream []byte, cut byte, pause uint16) {
		defer guard(t, 512<<10, 4000*len(stream))()
		synctest.Test(t, func(t *testing.T) {
			_, doors := doorways(t, Config{MaxFrame: 4096, ExtendedTypes: true, Words: []string{"*"}}, Hooks{})
			witness := doors[0].session(t, "10.0.0.8:1")
			const pieces = 64
			size := max(1+int(cut), len(stream)/pieces+1)
			c := doors[0].enter(t, "10.0.0.9:2")
			leave := attend(witness)
			if late := feed(c, slices.Collect(slices.Chunk(stream, size)), time.Duration(pause)*time.Millisecond); late > 0 {
				t.Errorf("the connection is open after %v", late)
			}
			if err := leave(); err != nil {
				t.Errorf("another client: %v", err)
			}
			if r, err := doors[0].session(t, "10.0.0.8:3").Do(&anything); err != nil || r.Err != wire.OK {
				t.Errorf("a new client: %v, %v", r.Err, err)
			}
		})
	})
}

// guard begins to watch over a run: it may take ten seconds, and so much memory in all.
func guard(t *testing.T, base, more int) (end func()) {
	alarm := time.AfterFunc(10*time.Second, func() { panic("it hangs") })
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	return func() {
		alarm.Stop()
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > uint64(base+more) {
			t.Errorf("the server allocated %d bytes, %d of them for nothing", got, got-uint64(more))
		}
	}
}

// feed sends pieces and reads what comes until the connection ends. It gives up after a time, which it returns.
func feed(c net.Conn, pieces [][]byte, pause time.Duration) (late time.Duration) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		io.Copy(io.Discard, c)
	}()
	for _, p := range pieces {
		if _, err := c.Write(p); err != nil {
			break
		}
		time.Sleep(pause)
	}
	select {
	case <-ended:
		return 0
	case <-time.After(over):
		return over
	}
}

var anything = wire.Request{Op: wire.OpExists, Path: "/"}

// attend keeps a client asking, once in a second, until it leaves; that tells what went wrong.
func attend(c *wire.Client) (leave func() error) {
	end, result := make(chan struct{}), make(chan error)
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		var err error
		for err == nil {
			_, err = c.Do(&anything)
			select {
			case <-end:
				result <- err
				return
			case <-tick.C:
			}
		}
		<-end
		result <- err
	}()
	return func() error { close(end); return <-result }
}
