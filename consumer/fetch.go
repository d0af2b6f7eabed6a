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

// reading is a range on its way: what was read of it, the offset to ask for next, and the epoch of the record before
// that. Its Range's Epoch is that of the last record before the range, and at the end that of the last one in it.
type reading struct {
	Range
	next    int64
	epoch   int32
	records []Record
	ahead   []Record // read already, and beyond the range
}

// add adds what was read from the range's next offset on, up to another.
func (r *reading) add(records []Record, next int64) {
	within := 0
	for within < len(records) && records[within].Offset < r.Until {
		within++
	}
	r.records = append(r.records, records[:within]...)
	r.ahead = append(r.ahead, records[within:]...)
	r.next = next
	if within > 0 {
		r.Epoch = records[within-1].Epoch
	}
	if len(records) > 0 {
		r.epoch = records[len(records)-1].Epoch
	}
}

// surplus is what a fetch brought beyond its range: a broker answers with whole record batches. The next range of the
// partition begins there, and is spared from fetching it again.
type surplus struct {
	from, next int64
	epoch      int32
	records    []Record
	view       int // of the topic's leaders at the time; another leader may have another log
}

// done reports whether the range is read. The next offset decides, not the last record: the offsets at the range's end
// may have none.
func (r *reading) done() bool { return r.next >= r.Until }

// take adds what a broker answered. It ignores an answer with an error altogether.
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
	records := make([]Record, len(got.Records))
	for i, k := range got.Records {
		records[i] = Record{
			Partition: r.Partition, Offset: k.Offset, Epoch: k.LeaderEpoch,
			Key: k.Key, Value: k.Value, Headers: k.Headers, Timestamp: k.Timestamp,
		}
	}
	r.add(records, next)
	return nil
}

// fetch reads exactly the ranges, from the partitions' leaders, and returns their records in the order of the ranges. It
// sets the ranges' epochs, which are those of the positions before.
func (t *topic) fetch(ctx context.Context, ranges []Range) ([]Record, error) {
	view := t.view
	readings := make(map[Partition]*reading, len(ranges))
	var partitions, missing []Partition
	for _, r := range ranges {
		rd := t.begin(r)
		readings[r.Partition] = rd
		partitions = append(partitions, r.Partition)
		if !rd.done() {
			missing = append(missing, r.Partition)
		}
	}
	if len(missing) > 0 {
		err := t.finish(ctx, missing, func(ctx context.Context, pending []Partition) ([]Partition, bool, []error) {
			return t.fetchOnce(ctx, pending, readings)
		})
		if err != nil {
			return nil, t.explain(ctx, err, partitions, readings)
		}
	}
	var records []Record
	for i, p := range partitions {
		rd := readings[p]
		ranges[i].Epoch = rd.Epoch
		records = append(records, rd.records...)
		t.keep(rd, view)
	}
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

// fetchOnce asks each leader once for the next part of the ranges that are not read yet.
func (t *topic) fetchOnce(ctx context.Context, pending []Partition, readings map[Partition]*reading) (rest []Partition, gained bool, errs []error) {
	if err := t.validate(ctx, pending, readings); err != nil {
		return pending, false, []error{err}
	}
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

// explain turns Kafka's bare OFFSET_OUT_OF_RANGE into the losses that it means.
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
