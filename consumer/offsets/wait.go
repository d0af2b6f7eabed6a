package offsets

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// occupied is a partition that somebody else owns.
type occupied struct {
	partition consumer.Partition
	owner     string          // empty if it was not looked up
	gone      <-chan zk.Event // tells that it may be given back
}

// waitError says that a partition which a member is to have is not given back yet.
type waitError struct{ *occupied }

func (e *waitError) Error() string { return fmt.Sprintf("%v is not given back yet", e.partition) }

// waiting tells a log, once, that a consumer has to wait, and once that it need not any more.
type waiting bool

func (w *waiting) begin(log *slog.Logger, h *occupied) {
	if *w {
		return
	}
	*w = true
	about := []any{"partition", h.partition.String()}
	if h.owner != "" {
		about = append(about, "owner", h.owner)
	}
	log.Warn("another consumer owns a partition; waiting until it gives it back", about...)
}

func (w *waiting) end(log *slog.Logger) {
	if *w {
		log.Info("the partitions were given back, and are owned now")
	}
}

// changes tell that something is no longer as it was. Nil channels never do.
type changes struct{ members, planned, given <-chan zk.Event }

// wait waits for a change, or for as long as one may at most go unnoticed.
func (c changes) wait(ctx context.Context, most time.Duration) {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-c.members:
	case <-c.planned:
	case <-c.given:
	case <-t.C:
	case <-ctx.Done():
	}
}

// vigil is a watch on a znode. It is kept until it tells of something: the client keeps all that were asked for.
type vigil struct {
	node string
	gone <-chan zk.Event
}

// keeps reports whether the watch is on a znode and has told of nothing. One that has is closed.
func (v vigil) keeps(node string) bool {
	if v.gone == nil || v.node != node {
		return false
	}
	select {
	case <-v.gone:
		return false
	default:
		return true
	}
}

// gone tells when a znode that was there is no more.
func (z *ZooKeeper) gone(ctx context.Context, node string) (<-chan zk.Event, error) {
	if z.vigil.keeps(node) {
		return z.vigil.gone, nil
	}
	type watch struct {
		exists bool
		gone   <-chan zk.Event
	}
	w, err := within(ctx, func() (w watch, err error) {
		w.exists, _, w.gone, err = z.client.ExistsW(node)
		return w, err
	})
	if err == nil && !w.exists {
		gone := make(chan zk.Event)
		close(gone)
		return gone, nil
	}
	if err == nil {
		z.vigil = vigil{node, w.gone}
	}
	return w.gone, err
}
