package offsets

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// event is one thing that befalls a crew, some time after the one before.
type event struct {
	kind  string
	who   int
	after time.Duration
}

// kinds are the events that there are.
var kinds = []string{"join", "leave", "kill", "expire", "disconnect", "cut", "deaf", "mend", "elect", "grow"}

// TestGroup lets members come and go, and takes sessions, connections and leaders from them. Meanwhile, whatever
// happens, no offset goes back, no commit passes under an epoch that somebody else has bumped, and no partition comes to
// a second owner before the first knows that it lost it. In the end every partition is owned, and moves.
func TestGroup(t *testing.T) {
	events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) event {
		return event{
			kind: rapid.SampledFrom(kinds).Draw(t, "kind"), who: rapid.IntRange(0, 5).Draw(t, "who"),
			after: time.Duration(rapid.IntRange(0, 12_000).Draw(t, "after")) * time.Millisecond,
		}
	}), 1, 12)
	checks := flag.Lookup("rapid.checks")
	if was := checks.Value.String(); was == checks.DefValue { // each is a minute of several programs' lives
		defer flag.Set("rapid.checks", was)
		flag.Set("rapid.checks", "15")
	}
	rapid.Check(t, func(r *rapid.T) {
		drawn := events.Draw(r, "events")
		var wrong []string
		synctest.Test(t, func(t *testing.T) { wrong = story(t, drawn) })
		if len(wrong) > 0 {
			r.Fatalf("%q", wrong)
		}
	})
}

// story plays the events, and returns what was wrong.
func story(t *testing.T, events []event) []string {
	c := &crew{
		t: t, srv: zookeepertest.NewServer(t, zookeeper.Config{Members: 3, Lag: 50 * time.Millisecond}),
		topic: 4, tenures: map[*worker]*consumer.Assignment{},
	}
	ctx, stop := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		c.watch(ctx)
	}()
	workers := []*worker{c.hire(), c.hire()}
	for _, e := range events {
		time.Sleep(e.after) // in the bubble's time
		workers = c.befall(workers, e)
	}
	time.Sleep(20 * time.Second) // long enough for sessions to end of whom nobody hears
	for _, w := range workers {
		w.line.set(lineUp)
	}
	workers = append(workers, c.hire())
	time.Sleep(time.Minute) // in the bubble's time: until every session of the dead has ended
	before := c.srv.Tree()
	time.Sleep(5 * time.Second)
	after := c.srv.Tree()
	c.mu.Lock()
	for p := range c.topic {
		owner, offset := fmt.Sprint("/consumers/g/owners/t/", p), fmt.Sprint("/consumers/g/offsets/t/", p)
		if _, owned := after[owner]; !owned || string(before[offset].Data) == string(after[offset].Data) {
			c.wrong = append(c.wrong, fmt.Sprintf("partition %d is owned: %t, and was at %s, then at %s", p, owned, before[offset].Data, after[offset].Data))
		}
	}
	c.mu.Unlock()
	for _, w := range workers {
		w.stop()
		<-w.ended
	}
	stop()
	<-watched
	return c.wrong
}

// befall lets one event happen.
func (c *crew) befall(workers []*worker, e event) []*worker {
	i := e.who % len(workers)
	if done(workers[i].ended) {
		workers[i] = c.hire() // as a supervisor would
	}
	w := workers[i]
	session := w.store.client.SessionID()
	switch e.kind {
	case "join":
		if len(workers) < 5 {
			return append(workers, c.hire())
		}
	case "leave":
		w.stop()
	case "kill":
		w.line.set(lineCut)
		c.srv.Disconnect(session)
		w.stop()
	case "expire":
		c.mu.Lock()
		c.forced = true
		c.mu.Unlock()
		c.srv.ExpireSession(session)
	case "disconnect":
		c.srv.Disconnect(session)
	case "cut":
		w.line.set(lineCut)
	case "deaf":
		w.line.set(lineDeaf)
	case "mend":
		w.line.set(lineUp)
	case "elect":
		c.srv.Server().Elect(e.who%3, time.Second)
	case "grow":
		c.mu.Lock()
		c.topic = min(c.topic+1, 7)
		c.mu.Unlock()
	}
	return workers
}

// watch looks at the ensemble all the time.
func (c *crew) watch(ctx context.Context) {
	last := map[int]int{}
	for sleep(ctx, 50*time.Millisecond) == nil {
		tree := c.srv.Tree()
		c.mu.Lock()
		for p := range c.topic {
			place := func(part string) zookeeper.Znode { return tree[fmt.Sprintf("/consumers/g/%s/t/%d", part, p)] }
			plain, epoch := place("offsets"), place("epochs")
			if len(plain.Data) == 0 {
				continue
			}
			offset, err := strconv.Atoi(string(plain.Data))
			r, recordErr := decodeRecord(string(place("positions").Data))
			switch {
			case err != nil || recordErr != nil || *r.Offset != int64(offset):
				c.wrong = append(c.wrong, fmt.Sprintf("partition %d: %q, %q", p, plain.Data, place("positions").Data))
			case offset < last[p]:
				c.wrong = append(c.wrong, fmt.Sprintf("partition %d went from %d back to %d", p, last[p], offset))
			case plain.Stat.Mzxid > epoch.Stat.Mzxid && r.OwnerEpoch != epoch.Stat.Version:
				c.wrong = append(c.wrong, fmt.Sprintf("partition %d: epoch %d wrote in epoch %d", p, r.OwnerEpoch, epoch.Stat.Version))
			}
			last[p] = offset
		}
		c.mu.Unlock()
	}
}
