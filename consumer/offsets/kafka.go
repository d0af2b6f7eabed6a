package offsets

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// Kafka is a consumer.Store that keeps the offsets where Kafka keeps those of consumer groups, under a group that has no
// members: the "simple consumer" of Kafka's documents, which commits with generation -1. Lag monitors read it. The
// leader epoch goes with the offset; the topic id and the number of the batch go into its metadata, as
// "onceover/1 <topic id> <number> <write>@<time>". Metadata of others is tolerated: the topic id is not known then.
//
// Kafka has no compare-and-set here. The offsets are read before each commit, and again after each answer that tells
// nothing, and a commit goes out only over what this store wrote or loaded itself. That does not protect from:
//
//   - another consumer that commits between this store's reading and its commit: the later of the two commits stays, the
//     other is told that it has succeeded, and which of them was overtaken shows only at its next commit;
//   - another consumer that commits, in that moment, an offset that this store only keeps from being forgotten: it goes
//     back until that consumer's next commit, which finds it and is refused;
//   - a commit that was given up, is still under way, and arrives after later ones: the offset goes back until the next
//     commit, which finds it and is refused;
//   - a commit of which the broker refuses some partitions for good: the others have moved;
//   - a member of a consumer group of the same name that joins between two commits, as far as it starts from them: from
//     then on commits are refused.
//
// So two consumers of one group may both pass a batch. Fence them by a consumer.Group, or keep the offsets elsewhere.
//
// Kafka forgets offsets: in a group without members each partition's that was not committed for offsets.retention.minutes
// (7 days by default), and those of a deleted topic. Load cannot tell that from a group that never had any. So a Store
// commits again, just as they are, the offsets that it loaded or stored more than a day ago and nobody has changed: those
// of partitions to which nothing comes. A consumer that may stand still that long, or of which no partition gets a record
// for that long, must not keep its offsets here; nor where offsets.retention.minutes is less than two days.
//
// It is not safe for concurrent use.
type Kafka struct {
	*conditional
	client *kgo.Client
	group  string
	// coordinator is the broker that takes the group's commits, noBroker if it is to be looked up.
	coordinator int32
}

const noBroker int32 = -1

// recommitAfter is how old a commit may be before it is made again.
const recommitAfter = 24 * time.Hour

// NewKafka returns a store in a group of the cluster that a client reaches. The caller closes the client.
func NewKafka(client *kgo.Client, group string, p Patience) *Kafka {
	k := &Kafka{client: client, group: group, coordinator: noBroker}
	k.conditional = newConditional(k, p)
	k.again = recommitAfter
	return k
}

// Load implements consumer.Store. It waits for offsets that a transaction has not decided on.
func (k *Kafka) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	return k.load(ctx, partitions)
}

// Store implements consumer.Store, but for what the type's comment says. A broker may refuse a part of a request, so that
// the last of several partitions that begin has one of its own.
func (k *Kafka) Store(ctx context.Context, c consumer.Commit) error {
	if last := len(c.Ranges) - 1; last > 0 && c.Ranges[last].From == consumer.None {
		others := c
		others.Ranges = c.Ranges[:last]
		if err := k.store(ctx, others); err != nil {
			return err
		}
		c.Ranges = c.Ranges[last:]
	}
	return k.store(ctx, c)
}

// failed is an error of a request, or one that an answer has, said with what to do where there is something.
func (k *Kafka) failed(doing string, err error) error {
	code, answered := errors.AsType[*kerr.Error](err)
	err = fmt.Errorf("%s of group %q in kafka: %w", doing, k.group, err)
	switch {
	case !answered:
		if errors.Is(err, kgo.ErrClientClosed) {
			return err
		}
		return passing{err} // a broken connection, or a lost broker
	case code.Retriable:
		return passing{err}
	}
	switch code {
	case kerr.UnknownMemberID, kerr.IllegalGeneration, kerr.RebalanceInProgress, kerr.StaleMemberEpoch, kerr.FencedInstanceID:
		return fmt.Errorf("%w: consumers have joined this group; keep the offsets in another: %w", consumer.ErrFenced, err)
	case kerr.GroupAuthorizationFailed, kerr.TopicAuthorizationFailed:
		return fmt.Errorf("%w; allow Read on the group, and Describe and Read on the topic", err)
	}
	return err
}

// answer is one partition's part of an answer.
type answer struct {
	entry
	code int16
}

// check asks that an answer is about each of the partitions, and refuses none.
func (k *Kafka) check(doing string, partitions []consumer.Partition, answers map[consumer.Partition]answer) error {
	var again error
	for _, p := range partitions {
		a, ok := answers[p]
		err := kerr.ErrorForCode(a.code)
		if !ok {
			err = fmt.Errorf("the answer lacks %v", p)
		}
		if err == nil {
			continue
		}
		err = k.failed(fmt.Sprintf("%s %v", doing, p), err)
		if _, ok := errors.AsType[passing](err); !ok {
			return err
		}
		again = err
	}
	return again
}

// find looks up the coordinator.
func (k *Kafka) find(ctx context.Context) error {
	req := kmsg.NewPtrFindCoordinatorRequest()
	req.CoordinatorKey, req.CoordinatorKeys = k.group, []string{k.group}
	resp, err := req.RequestWith(ctx, k.client)
	if err != nil {
		return k.failed("find the coordinator", err)
	}
	code, node := resp.ErrorCode, resp.NodeID
	if len(resp.Coordinators) == 1 { // from version 4 on
		code, node = resp.Coordinators[0].ErrorCode, resp.Coordinators[0].NodeID
	}
	if err := kerr.ErrorForCode(code); err != nil {
		return k.failed("find the coordinator", err)
	}
	k.coordinator = node
	return nil
}
