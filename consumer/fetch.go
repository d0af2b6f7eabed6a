package consumer

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// The bounds of one Fetch. A broker that has the records answers at once: it waits only for more bytes than it has.
const (
	fetchMaxWaitMillis     = 500
	fetchMaxBytes          = 50 << 20
	fetchMaxPartitionBytes = 1 << 20
)

// errNothing says that a broker answered with no part of a range that lies below its log's end.
var errNothing = errors.New("broker answered nothing")

// reading is a range on its way: what was read of it, and the offset to ask for next.
type reading struct {
	Range
	next    int64
	records []Record
}

// done reports whether the range is read. The next offset decides, not the last record: the offsets at the range's end
// may have none.
func (r *reading) done() bool { return r.next >= r.Until }

// take adds what a broker answered. It ignores what lies beyond the range, and an answer with an error altogether.
func (r *reading) take(answer *kmsg.FetchResponseTopicPartition, decompress kgo.Decompressor) error {
	got, next := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{
		Offset:         r.next,
		IsolationLevel: kgo.ReadCommitted(),
		Topic:          r.Topic,
		Partition:      r.ID,
	}, answer, decompress, nil)
	if got.Err != nil {
		return fmt.Errorf("fetch %v at %d: %w", r.Range, r.next, got.Err)
	}
	if next <= r.next {
		return fmt.Errorf("fetch %v at %d: %w", r.Range, r.next, errNothing)
	}
	for _, k := range got.Records {
		if k.Offset >= r.Until {
			break
		}
		r.records = append(r.records, Record{
			Partition: r.Partition, Offset: k.Offset, Key: k.Key, Value: k.Value, Timestamp: k.Timestamp,
		})
	}
	r.next = next
	return nil
}

// fetch reads exactly the ranges, from the partitions' leaders, and returns their records in the order of the ranges.
func (t *topic) fetch(ctx context.Context, ranges []Range) ([]Record, error) {
	readings := make(map[Partition]*reading, len(ranges))
	var partitions []Partition
	for _, r := range ranges {
		readings[r.Partition] = &reading{Range: r, next: r.From}
		partitions = append(partitions, r.Partition)
	}
	err := t.finish(ctx, partitions, func(ctx context.Context, pending []Partition) ([]Partition, bool, []error) {
		return t.fetchOnce(ctx, pending, readings)
	})
	if err != nil {
		return nil, t.explain(ctx, err, partitions, readings)
	}
	var records []Record
	for _, p := range partitions {
		records = append(records, readings[p].records...)
	}
	return records, nil
}

// fetchOnce asks each leader once for the next part of the ranges that are not read yet.
func (t *topic) fetchOnce(ctx context.Context, pending []Partition, readings map[Partition]*reading) (rest []Partition, gained bool, errs []error) {
	request := func(ps []Partition) kmsg.Request { return t.fetchRequest(ps, readings) }
	for _, a := range t.ask(ctx, pending, request) {
		if a.err == nil {
			a.err = kerr.ErrorForCode(a.resp.(*kmsg.FetchResponse).ErrorCode)
		}
		if a.err != nil {
			errs = append(errs, a.err)
			continue
		}
		errs = append(errs, t.takeAll(a.resp.(*kmsg.FetchResponse), readings, &gained)...)
	}
	for _, p := range pending {
		if !readings[p].done() {
			rest = append(rest, p)
		}
	}
	if len(rest) > 0 && !gained && len(errs) == 0 {
		errs = append(errs, fmt.Errorf("fetch %v: %w", rest, errNothing))
	}
	return rest, gained, errs
}

// takeAll adds a whole answer to the readings. A partition without an answer is no error as long as others gain: what
// a broker answers at once is bounded, and the rest comes with the next request.
func (t *topic) takeAll(resp *kmsg.FetchResponse, readings map[Partition]*reading, gained *bool) []error {
	var errs []error
	for i := range resp.Topics {
		for j := range resp.Topics[i].Partitions {
			rp := &resp.Topics[i].Partitions[j]
			r := readings[Partition{Topic: t.name, ID: rp.Partition}]
			if r == nil {
				continue
			}
			switch err := r.take(rp, t.decompress); {
			case err == nil:
				*gained = true
			case !errors.Is(err, errNothing):
				errs = append(errs, err)
			}
		}
	}
	return errs
}

// fetchRequest asks for the next part of the partitions' ranges, outside any fetch session.
func (t *topic) fetchRequest(partitions []Partition, readings map[Partition]*reading) kmsg.Request {
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis = fetchMaxWaitMillis
	req.MinBytes = 1
	req.MaxBytes = fetchMaxBytes
	req.IsolationLevel = readCommitted
	req.SessionEpoch = -1
	asked := kmsg.NewFetchRequestTopic()
	asked.Topic = t.name
	asked.TopicID = t.id
	for _, p := range partitions {
		rp := kmsg.NewFetchRequestTopicPartition()
		rp.Partition = p.ID
		rp.CurrentLeaderEpoch = t.leaders[p.ID].epoch
		rp.FetchOffset = readings[p].next
		rp.PartitionMaxBytes = fetchMaxPartitionBytes
		asked.Partitions = append(asked.Partitions, rp)
	}
	req.Topics = append(req.Topics, asked)
	return req
}

// explain turns Kafka's bare OFFSET_OUT_OF_RANGE into the range that is missing.
func (t *topic) explain(ctx context.Context, err error, partitions []Partition, readings map[Partition]*reading) error {
	if !errors.Is(err, kerr.OffsetOutOfRange) {
		return err
	}
	next := make(map[Partition]int64, len(readings))
	for p, r := range readings {
		next[p] = r.next
	}
	if missing := t.outOfRange(ctx, partitions, next); missing != nil {
		return missing
	}
	return err
}
