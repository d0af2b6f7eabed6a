package offsets

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// crew is several instances that share a topic, and what a bystander knows of them.
type crew struct {
	t   *testing.T
	srv *zookeepertest.Server

	mu      sync.Mutex
	topic   int // how many partitions it has
	tenures map[*worker]*consumer.Assignment
	forced  bool // a session was ended before its time, which no member can foresee
	wrong   []string
}

// worker is one instance: it moves each of its partitions by one offset now and then.
type worker struct {
	*crew
	line  *memberLine
	store *ZooKeeper
	stop  context.CancelFunc
	ended chan struct{}
}

// hire starts a worker.
func (c *crew) hire() *worker {
	w := &worker{crew: c, line: &memberLine{dial: c.srv.Dial}, ended: make(chan struct{})}
	o := ten
	o.Servers, o.Dialer = strings.Join(c.srv.Addrs(), ","), w.line.Dial
	var err error
	if w.store, err = Dial(o); err != nil {
		c.t.Fatal(err)
	}
	var ctx context.Context
	ctx, w.stop = context.WithCancel(context.Background())
	go func() {
		defer close(w.ended)
		defer w.store.Close()
		for g := w.store.Group(GroupOptions{}); ctx.Err() == nil; {
			if err := w.generation(ctx, g); err != nil {
				return
			}
		}
	}()
	return w
}

// partitions are the topic's.
func (c *crew) partitions() []consumer.Partition {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []consumer.Partition
	for id := range int32(c.topic) {
		all = append(all, consumer.Partition{Topic: "t", ID: id})
	}
	return all
}

// generation owns the same partitions for as long as it may.
func (w *worker) generation(ctx context.Context, g consumer.Group) error {
	topic := w.partitions()
	a, err := g.Join(ctx, topic)
	if err != nil {
		return err
	}
	w.took(&a)
	err = w.work(ctx, a, topic)
	w.mu.Lock()
	delete(w.tenures, w)
	w.mu.Unlock()
	return errors.Join(err, a.Release(context.Background()))
}

// took holds that whoever had one of the partitions knows that it is its no more.
func (w *worker) took(a *consumer.Assignment) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, other := range w.tenures {
		for _, p := range a.Partitions {
			if slices.Contains(other.Partitions, p) && !w.forced && !done(other.Lost) {
				w.wrong = append(w.wrong, p.String()+" has two owners, and the first does not know it")
			}
		}
	}
	w.tenures[w] = a
}

func done(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// work stores offsets until the partitions are to be given back.
func (w *worker) work(ctx context.Context, a consumer.Assignment, topic []consumer.Partition) error {
	stored, err := w.store.Load(ctx, topic)
	if err != nil {
		return err
	}
	begin := consumer.Commit{}
	for _, p := range a.Partitions {
		if _, there := stored[p]; !there {
			begin.Ranges = append(begin.Ranges, consumer.Range{Partition: p, From: consumer.None})
		}
	}
	if err := w.store.Store(ctx, begin); len(begin.Ranges) > 0 && err != nil {
		return err
	}
	for number := int64(1); ; number++ {
		select {
		case <-a.Lost:
			return consumer.ErrFenced
		case <-a.Revoked:
			return nil
		case <-ctx.Done():
			return nil
		case <-time.After(300 * time.Millisecond):
		}
		if len(w.partitions()) > len(topic) {
			return nil
		}
		c := consumer.Commit{Number: number}
		for _, p := range a.Partitions {
			at := stored[p]
			c.Ranges = append(c.Ranges, consumer.Range{Partition: p, From: at.Offset, Until: at.Offset + 1})
			stored[p] = consumer.Position{Offset: at.Offset + 1}
		}
		if len(c.Ranges) == 0 {
			continue
		}
		if err := w.store.Store(ctx, c); err != nil {
			return err
		}
	}
}
