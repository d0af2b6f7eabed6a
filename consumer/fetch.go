package consumer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// The bounds of one Fetch. A broker that has the records answers at once: it waits only for more bytes than it has.
const (
	fetchMaxWaitMillis = 500
	fetchMaxBytes      = 50 << 20
)

// fetchPartitionBytes is how much is asked of each of so many partitions. Twice as much can lie ready for the next
// batches: 32 MiB of all together, or 128 KiB of each of more than 256.
func fetchPartitionBytes(partitions int) int32 {
	return int32(min(max(16<<20/partitions, 64<<10), 2<<20))
}

// fetch reads exactly the ranges, from the partitions' leaders, and returns the records of each that has any, in the
// order of the ranges. It sets the ranges' epochs, which are those of the positions before. What follows, up to the ends
// of the logs, is asked for meanwhile.
func (t *topic) fetch(ctx context.Context, ranges []Range, end map[Partition]int64) ([][]*kgo.Record, error) {
	view := t.view
	readings := make(map[Partition]*reading, len(ranges))
	var partitions []Partition
	for _, r := range ranges {
		readings[r.Partition] = t.begin(r)
		partitions = append(partitions, r.Partition)
	}
	r := t.retry
	missing := t.readEarly(ctx, &r, partitions, readings)
	more := func(ctx context.Context, pending []Partition) ([]Partition, bool, []error) {
		return t.fetchMore(ctx, pending, readings)
	}
	for ; len(missing) > 0; missing = unread(partitions, readings) {
		err := t.goOn(ctx, &r, missing, more)
		if err == nil {
			break
		}
		if err := t.explain(ctx, err, partitions, readings); err != nil {
			return nil, err
		}
		if err := r.wait(ctx, err); err != nil {
			return nil, err
		}
	}
	records := make([][]*kgo.Record, 0, len(ranges))
	for i, p := range partitions {
		rd := readings[p]
		ranges[i].Epoch = rd.Epoch
		if len(rd.records) > 0 {
			records = append(records, rd.records)
		}
		t.keep(rd, view)
	}
	t.askAhead(ctx, readings, end)
	return records, nil
}

// begin starts a range with what an earlier fetch brought of it.
func (t *topic) begin(r Range) *reading {
	rd := &reading{Range: r, next: r.From, epoch: r.Epoch}
	if s, ok := t.surplus[r.Partition]; ok && s.view == t.view && s.from == r.From && s.next > r.From {
		rd.add(s.records, s.next)
		rd.epoch = s.epoch
	}
	delete(t.surplus, r.Partition)
	return rd
}

// keep keeps what a finished reading brought beyond its range.
func (t *topic) keep(rd *reading, view int) {
	t.surplus[rd.Partition] = surplus{from: rd.Until, next: rd.next, epoch: rd.epoch, records: rd.ahead, view: view}
}

// fetchMore asks the leaders for the ranges that are not read yet, each until it has answered with all of its share or
// with nothing more. None waits for another, which may be slower.
func (t *topic) fetchMore(ctx context.Context, pending []Partition, readings map[Partition]*reading) (rest []Partition, gained bool, errs []error) {
	if err := t.validate(ctx, pending, readings); err != nil {
		return pending, false, []error{err}
	}
	shares := t.shares(pending)
	gains, failures := make([]bool, len(shares)), make([][]error, len(shares))
	var leaders sync.WaitGroup
	for i, s := range shares {
		leaders.Go(func() {
			for more := true; more && len(s.partitions) > 0; {
				more, failures[i] = t.fetchOnce(ctx, s, readings)
				gains[i] = gains[i] || more
				more = more && len(failures[i]) == 0
				s.partitions = unread(s.partitions, readings)
			}
		})
	}
	leaders.Wait()
	gained, errs, rest = slices.Contains(gains, true), slices.Concat(failures...), unread(pending, readings)
	if len(rest) > 0 && !gained && len(errs) == 0 {
		errs = append(errs, fmt.Errorf("fetch %v: %w", rest, errNothing))
	}
	return rest, gained, errs
}

// unread are the partitions whose ranges are not read to their ends.
func unread(partitions []Partition, readings map[Partition]*reading) (rest []Partition) {
	for _, p := range partitions {
		if !readings[p].done() {
			rest = append(rest, p)
		}
	}
	return rest
}

// fetchOnce asks one leader once for the next part of its share of the ranges.
func (t *topic) fetchOnce(ctx context.Context, s share, readings map[Partition]*reading) (gained bool, errs []error) {
	a := t.askLeader(ctx, s, func(ps []Partition) kmsg.Request { return t.fetchRequest(ps, readings) })
	return t.takeAll(&a, readings)
}

// takeAll adds a whole answer to the readings that it was asked for. A partition without an answer is no error as long
// as others gain: what a broker answers at once is bounded, and the rest comes with the next request.
func (t *topic) takeAll(a *answer, readings map[Partition]*reading) (gained bool, errs []error) {
	if a.err != nil {
		return false, []error{a.err}
	}
	resp := a.resp.(*kmsg.FetchResponse)
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return false, []error{err}
	}
	asked := make(map[int32]*reading, len(a.asked))
	for _, p := range a.asked {
		asked[p.ID] = readings[p]
	}
	for i := range resp.Topics {
		for j := range resp.Topics[i].Partitions {
			rp := &resp.Topics[i].Partitions[j]
			r := asked[rp.Partition]
			if r == nil || r.done() {
				continue
			}
			switch err := r.take(rp, t.decompress); {
			case err == nil:
				gained = true
			case !errors.Is(err, errNothing):
				errs = append(errs, err)
			}
		}
	}
	return gained, errs
}

// fetchRequest asks for the next part of the partitions' ranges, outside any fetch session.
func (t *topic) fetchRequest(partitions []Partition, readings map[Partition]*reading) kmsg.Request {
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis = fetchMaxWaitMillis
	req.MinBytes = 1
	req.MaxBytes = fetchMaxBytes
	req.IsolationLevel = t.isolation.level()
	req.SessionEpoch = -1
	asked := kmsg.NewFetchRequestTopic()
	asked.Topic = t.name
	asked.TopicID = t.id
	for _, p := range partitions {
		rp := kmsg.NewFetchRequestTopicPartition()
		rp.Partition = p.ID
		rp.CurrentLeaderEpoch = t.leaders[p.ID].epoch
		rp.FetchOffset = readings[p].next
		rp.PartitionMaxBytes = fetchPartitionBytes(len(t.leaders))
		asked.Partitions = append(asked.Partitions, rp)
	}
	req.Topics = append(req.Topics, asked)
	return req
}

// explain turns Kafka's bare OFFSET_OUT_OF_RANGE into the losses that it means. It returns nil where the leader, asked
// again, does not refuse.
func (t *topic) explain(ctx context.Context, err error, partitions []Partition, readings map[Partition]*reading) error {
	if !errors.Is(err, kerr.OffsetOutOfRange) {
		return err
	}
	next := make(map[Partition]int64, len(readings))
	for p, r := range readings {
		next[p] = r.next
	}
	return t.outOfRange(ctx, partitions, next)
}
