package offsets

import (
	"context"
	"fmt"
	"strconv"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/consumer"
)

// anyVersion makes a write without regard to the version.
const anyVersion = -1

// multi makes all operations or none. An error names the znode that ZooKeeper refuses to change, if it is told.
func (z *ZooKeeper) multi(ctx context.Context, ops []any) error {
	z.wrote()
	answers, err := within(ctx, func() ([]zk.MultiResponse, error) { return z.client.Multi(ops...) })
	if err == nil {
		return nil
	}
	for i, a := range answers {
		if a.Error == err && i < len(ops) {
			return fmt.Errorf("%s: %w", target(ops[i]), err)
		}
	}
	return err
}

// target is the znode that an operation is about.
func target(op any) string {
	switch op := op.(type) {
	case *zk.CreateRequest:
		return "create " + op.Path
	case *zk.SetDataRequest:
		return "set " + op.Path
	case *zk.DeleteRequest:
		return "delete " + op.Path
	case *zk.CheckVersionRequest:
		return "check " + op.Path
	}
	panic(fmt.Sprintf("operation %T", op))
}

// split divides what is to be done among requests. What ops gives of one item stays in one request.
func split[T any](items []T, ops func(T) []any, most int) [][]T {
	var parts [][]T
	begin, size := 0, 0
	for i, item := range items {
		more := 0
		for _, op := range ops(item) {
			more += max(sizes(op))
		}
		if i > begin && size+more > most {
			parts = append(parts, items[begin:i])
			begin, size = i, 0
		}
		size += more
	}
	if begin < len(items) {
		parts = append(parts, items[begin:])
	}
	return parts
}

// The bytes of what operations consist of: the header of each, and a znode's Stat.
const (
	headerSize = 9
	statSize   = 68
)

// sizes returns the bytes that an operation takes in a request, and in the answer.
func sizes(op any) (request, answer int) {
	switch op := op.(type) {
	case *zk.CreateRequest:
		request = headerSize + 16 + len(op.Path) + len(op.Data)
		for _, a := range op.Acl {
			request += 12 + len(a.Scheme) + len(a.ID)
		}
		return request, headerSize + 4 + len(op.Path)
	case *zk.SetDataRequest:
		return headerSize + 12 + len(op.Path) + len(op.Data), headerSize + statSize
	case *zk.DeleteRequest:
		return headerSize + 8 + len(op.Path), headerSize
	case *zk.CheckVersionRequest:
		return headerSize + 8 + len(op.Path), headerSize
	}
	panic(fmt.Sprintf("operation %T", op))
}

// move returns what a range does to its partition's znodes. Where a partition begins it need not be owned; otherwise a
// member of a group writes what it owns only.
func (z *ZooKeeper) move(c consumer.Commit, r consumer.Range) (move, error) {
	at, known := z.known[r.Partition]
	m := move{
		partition: r.Partition,
		epoch:     write{node: z.node("epochs", r.Partition), version: unborn},
		plain:     write{node: z.node("offsets", r.Partition), data: strconv.FormatInt(r.Until, 10), version: at.plain},
	}
	if !known {
		return m, fmt.Errorf("store offset in %s: not loaded before", m.plain.node)
	}
	epoch, owned := z.epochs[r.Partition]
	if owned {
		m.epoch.version = epoch
	} else if z.epochs != nil && r.From != consumer.None {
		return m, fmt.Errorf("store offset in %s: the partition is not owned: %w", m.plain.node, consumer.ErrFenced)
	}
	record := znodeRecord{Schema: recordSchema, Offset: &r.Until, LeaderEpoch: r.Epoch, OwnerEpoch: m.epoch.version, Batch: c.Number, App: z.app}
	if c.TopicID != (consumer.TopicID{}) {
		record.TopicID = c.TopicID.String()
	}
	m.record = write{node: z.node("positions", r.Partition), data: record.encode(), version: at.record}
	if r.From == consumer.None && !(at.plain == unborn && at.record == unborn) {
		return m, fmt.Errorf("store offset in %s: it has one already: %w", m.plain.node, consumer.ErrFenced)
	}
	return m, nil
}
