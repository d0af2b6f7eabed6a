package offsets

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// pause is the time between two attempts.
const pause = 100 * time.Millisecond

// write is one offset to be written: the version is the node's before the write.
type write struct {
	node, data string
	version    int32
}

// state is what a node holds; its version is unborn if there is none.
type state struct {
	data    string
	version int32
}

// outcome is what reading the nodes again says of a multi whose answer told nothing.
type outcome uint8

const (
	unchanged outcome = iota
	applied
	foreign
)

// commit makes all the writes or none. After an error the nodes are read again before anything else is written: if they
// hold what was wanted at the versions that only these writes make, a request whose answer was lost had succeeded; if
// nothing changed it is tried again; otherwise somebody else writes here. A refusal is believed at once only if no
// earlier attempt can have caused it.
//
// What the reading cannot tell apart is another consumer that wrote the very same offsets at the very same time. That
// one is met at the next commit, by its version.
func (z *ZooKeeper) commit(ctx context.Context, writes []write) error {
	open := false
	for {
		err := z.attempt(ctx, writes)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, zk.ErrNoAuth):
			return err
		case isRefusal(err) && !open:
			return fmt.Errorf("%w: %w", consumer.ErrFenced, err)
		}
		open = open || !isRefusal(err) && !errors.Is(err, zk.ErrNoServer)
		result, readErr := z.settle(ctx, writes)
		switch {
		case readErr != nil:
			return fmt.Errorf("%w; whether the offsets were written is unknown: %w", err, readErr)
		case result == applied:
			return nil
		case result == foreign:
			return fmt.Errorf("%w: found other offsets after: %w", consumer.ErrFenced, err)
		}
		if sleep(ctx, pause) != nil {
			return fmt.Errorf("give up: %w", err)
		}
	}
}

// isRefusal reports whether ZooKeeper refused a write because the nodes are not as the store left them.
func isRefusal(err error) bool {
	return errors.Is(err, zk.ErrBadVersion) || errors.Is(err, zk.ErrNoNode) || errors.Is(err, zk.ErrNodeExists)
}

// attempt sends the writes once.
func (z *ZooKeeper) attempt(ctx context.Context, writes []write) error {
	ops := make([]any, len(writes))
	for i, w := range writes {
		if w.version != unborn {
			ops[i] = &zk.SetDataRequest{Path: w.node, Data: []byte(w.data), Version: w.version}
			continue
		}
		ops[i] = &zk.CreateRequest{Path: w.node, Data: []byte(w.data), Acl: zk.WorldACL(zk.PermAll)}
	}
	_, err := within(ctx, func() ([]zk.MultiResponse, error) { return z.client.Multi(ops...) })
	if err != nil {
		return fmt.Errorf("write %d offsets to zookeeper: %w", len(writes), err)
	}
	return nil
}

// settle reads the nodes of writes whose outcome is open.
func (z *ZooKeeper) settle(ctx context.Context, writes []write) (outcome, error) {
	nodes := make([]string, len(writes))
	for i, w := range writes {
		nodes[i] = w.node
	}
	states, err := z.read(ctx, nodes)
	if err != nil {
		return foreign, err
	}
	made, kept := true, true
	for i, w := range writes {
		made = made && states[i] == state{data: w.data, version: w.version + 1}
		kept = kept && states[i].version == w.version
	}
	switch {
	case made:
		return applied, nil
	case kept:
		return unchanged, nil
	}
	return foreign, nil
}
