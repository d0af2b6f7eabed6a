package offsets

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-zookeeper/zk"
)

// read returns what the nodes hold. It asks again as long as the context allows when ZooKeeper cannot be reached.
func (z *ZooKeeper) read(ctx context.Context, nodes []string) ([]state, error) {
	for {
		states, err := z.readOnce(ctx, nodes)
		if err == nil || errors.Is(err, zk.ErrNoAuth) {
			return states, err
		}
		if sleep(ctx, pause) != nil {
			return nil, err
		}
	}
}

// readOnce reads the nodes, all at once. It brings the server up to date first: a follower may answer with what an
// offset was, and a consumer that starts there repeats batches that are stored.
func (z *ZooKeeper) readOnce(ctx context.Context, nodes []string) ([]state, error) {
	if _, err := within(ctx, func() (string, error) { return z.client.Sync("/") }); err != nil {
		return nil, fmt.Errorf("sync with zookeeper: %w", err)
	}
	states := make([]state, len(nodes))
	errs := make([]error, len(nodes))
	finished := make(chan struct{}, len(nodes))
	for i := range nodes {
		go func() {
			states[i], errs[i] = z.get(ctx, nodes[i])
			finished <- struct{}{}
		}()
	}
	for range nodes {
		<-finished
	}
	return states, errors.Join(errs...)
}

// get returns what one node holds.
func (z *ZooKeeper) get(ctx context.Context, node string) (state, error) {
	s, err := within(ctx, func() (state, error) {
		data, stat, err := z.client.Get(node)
		if err != nil {
			return state{version: unborn}, err
		}
		return state{data: string(data), version: stat.Version}, nil
	})
	if err != nil && !errors.Is(err, zk.ErrNoNode) {
		return s, fmt.Errorf("read %s: %w", node, err)
	}
	return s, nil
}

// within runs one request of the client, which knows no deadlines of its own. A request that is given up may still
// reach ZooKeeper later; the versions that it carries keep it from doing harm.
func within[T any](ctx context.Context, request func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		value, err := request()
		answered <- answer{value, err}
	}()
	select {
	case a := <-answered:
		return a.value, a.err
	case <-ctx.Done():
		var zero T
		return zero, context.Cause(ctx)
	}
}

// sleep waits for d, or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// limited bounds what is done by the time that the store goes on for.
func (z *ZooKeeper) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, z.timeout, silence{z})
}

// silence says that time was over before an answer came.
type silence struct{ store *ZooKeeper }

// Error names the servers and, if there is none, what the last connection failed for.
func (s silence) Error() string {
	says := fmt.Sprintf("no answer of zookeeper %s within %v", s.store.servers, s.store.timeout)
	if err := s.store.sessions.dialed(); err != nil {
		says += ": " + err.Error()
	}
	return says
}
