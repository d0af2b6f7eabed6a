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

// write is what one znode is to hold: the version is the znode's before the write.
type write struct {
	node, data string
	version    int32
}

// move is what a commit does to one partition: both of its znodes, if its epoch is still the owner's.
type move struct {
	partition     consumer.Partition
	epoch         write // its data is empty, and its version unborn if the partition is not owned
	plain, record write
}

// writes are the move's writes.
func (m move) writes() []write { return []write{m.plain, m.record} }

// state is what a znode holds; its version is unborn if there is none.
type state struct {
	data    string
	version int32
}

// outcome is what reading the znodes again says of a multi whose answer told nothing.
type outcome uint8

const (
	unchanged outcome = iota
	applied
	foreign
)

// commit makes all the moves or none. After an error the znodes are read again before anything else is written: if
// they hold what was wanted at the versions that only these writes make, a request whose answer was lost had succeeded;
// if nothing changed it is tried again; otherwise somebody else writes here. A refusal is believed at once only if no
// earlier attempt can have caused it.
//
// Nobody else can have written the same: a record names the epoch of its owner, and the owner's batch. Only where
// partitions begin, which needs no owner, two consumers may write alike, and then it does not matter who did.
func (z *ZooKeeper) commit(ctx context.Context, moves []move) error {
	open := false
	for {
		err := z.attempt(ctx, moves)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, zk.ErrNoAuth):
			return err
		case isRefusal(err) && !open:
			return fmt.Errorf("%w: %w", consumer.ErrFenced, err)
		}
		open = open || !isRefusal(err) && !errors.Is(err, zk.ErrNoServer)
		result, readErr := z.settle(ctx, moves)
		switch {
		case readErr != nil:
			return fmt.Errorf("%w; whether the offsets were written is unknown: %w", err, readErr)
		case result == applied:
			return nil
		case result == foreign:
			return fmt.Errorf("%w: found other offsets or another owner after: %w", consumer.ErrFenced, err)
		}
		if sleep(ctx, pause) != nil {
			return fmt.Errorf("give up: %w", err)
		}
	}
}

// isRefusal reports whether ZooKeeper refused a write because the znodes are not as the store left them.
func isRefusal(err error) bool {
	return errors.Is(err, zk.ErrBadVersion) || errors.Is(err, zk.ErrNoNode) || errors.Is(err, zk.ErrNodeExists)
}

// attempt sends the moves once.
func (z *ZooKeeper) attempt(ctx context.Context, moves []move) error {
	var ops []any
	for _, m := range moves {
		ops = append(ops, z.ops(m)...)
	}
	if err := z.multi(ctx, ops); err != nil {
		return fmt.Errorf("write %d offsets: %w", len(moves), err)
	}
	return nil
}

// ops are a move as operations.
func (z *ZooKeeper) ops(m move) []any {
	var ops []any
	if m.epoch.version != unborn {
		ops = append(ops, &zk.CheckVersionRequest{Path: m.epoch.node, Version: m.epoch.version})
	}
	for _, w := range m.writes() {
		ops = append(ops, z.op(w))
	}
	return ops
}

// op creates a znode if there is none, or else sets it.
func (z *ZooKeeper) op(w write) any {
	if w.version != unborn {
		return &zk.SetDataRequest{Path: w.node, Data: []byte(w.data), Version: w.version}
	}
	return &zk.CreateRequest{Path: w.node, Data: []byte(w.data), Acl: z.acl}
}

// settle reads the znodes of moves whose outcome is open.
func (z *ZooKeeper) settle(ctx context.Context, moves []move) (outcome, error) {
	nodes := make([]string, 0, 3*len(moves))
	for _, m := range moves {
		nodes = append(nodes, m.plain.node, m.record.node, m.epoch.node)
	}
	states, err := z.read(ctx, nodes)
	if err != nil {
		return foreign, err
	}
	made, kept := true, true
	for i, m := range moves {
		for j, w := range m.writes() {
			found := states[3*i+j]
			made = made && found == state{data: w.data, version: w.version + 1}
			kept = kept && found.version == w.version
		}
		kept = kept && (m.epoch.version == unborn || states[3*i+2].version == m.epoch.version)
	}
	switch {
	case made:
		return applied, nil
	case kept:
		return unchanged, nil
	}
	return foreign, nil
}
