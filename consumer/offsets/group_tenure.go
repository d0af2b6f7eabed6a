package offsets

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/onceover/onceover/consumer"
)

// tenure is partitions that a member owns, from Join to Release.
type tenure struct {
	*instance
	partitions []consumer.Partition
	session    int64
	ended      <-chan struct{} // closed when the session is known to have ended
	heard      time.Time       // a time at which the ensemble had not forgotten the session yet

	revoked, lost chan struct{}
	stop          context.CancelFunc
	running       sync.WaitGroup
}

// assignment begins the tenure.
func (t *tenure) assignment() consumer.Assignment {
	ctx, cancel := context.WithCancel(context.Background())
	t.revoked, t.lost, t.stop = make(chan struct{}), make(chan struct{}), cancel
	t.running.Go(func() { t.follow(ctx) })
	t.running.Go(func() { t.beat(ctx) })
	return consumer.Assignment{Partitions: t.partitions, Revoked: t.revoked, Lost: t.lost, Release: t.release}
}

// release gives the partitions back.
func (t *tenure) release(ctx context.Context) error {
	t.stop()
	t.running.Wait()
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	t.epochs = map[consumer.Partition]int32{}
	return t.insist(ctx, func() error { return t.free(ctx) })
}

// follow tells when the members' plan gives the member other partitions than it has. It takes part in making the plan
// anew when members come or go.
func (t *tenure) follow(ctx context.Context) {
	for ctx.Err() == nil {
		o, err := t.agree(ctx)
		if err != nil {
			_ = sleep(ctx, pause)
			continue
		}
		if !slices.Equal(t.share(o.plan), t.partitions) {
			close(t.revoked)
			return
		}
		select {
		case <-o.members:
		case <-o.planned:
		case <-ctx.Done():
		}
	}
}

// The shares of the session timeout after which a member asks whether it is heard, and after which it takes itself for
// lost if the answer to no question tells otherwise.
//
// An answer to a sync, which passes the leader, proves that the session had not ended when the question was sent. How
// long it will last from then is another matter. Leaders count from the last time that they heard of the session, and of
// one at a follower they hear when the follower reports, every half tick; so at the time of the question the leader may
// be behind by one pause between two questions and half a tick. A session lasts two ticks at least, so half a tick is a
// quarter of it at most. With questions every sixth, the session lasts for 1 - 1/6 - 1/4 = 7/12 of its timeout after a
// question that is answered. Half of it leaves a twelfth for clocks that differ in speed and for a loop that is slow to
// stop; and a member may be without an answer for a third of the timeout before it gives up, which one reconnection takes.
//
// None of this protects the offsets, which their epochs do: a process that is halted for long finds out late. It keeps
// short the time in which two members may write results.
const (
	beatShare = 6
	lostShare = 2
)

// beat tells when the session may have ended.
func (t *tenure) beat(ctx context.Context) {
	granted := t.sessions.timeout(t.timeout)
	for {
		until, cancel := context.WithDeadline(ctx, t.heard.Add(granted/lostShare))
		asked := time.Now()
		_, err := within(until, func() (string, error) { return t.client.Sync("/") })
		over := until.Err() != nil
		cancel()
		next := pause
		if err == nil {
			t.heard, next = asked, granted/beatShare
			over = over || t.client.SessionID() != t.session
		}
		select {
		case <-ctx.Done():
			return
		case <-t.ended:
			over = true
		case <-time.After(min(next, time.Until(t.heard.Add(granted/lostShare)))):
		}
		if over && ctx.Err() == nil {
			close(t.lost)
			return
		}
	}
}
