package consumer

import (
	"errors"
	"fmt"
	"sort"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// errNothing says that a broker answered with no part of a range that lies below its log's end.
var errNothing = errors.New("broker answered nothing")

// reading is a range on its way: what was read of it, the offset to ask for next, and the epoch of the record before
// that. Its Range's Epoch is that of the last record before the range, and at the end that of the last one in it.
type reading struct {
	Range
	next    int64
	epoch   int32
	records []*kgo.Record // as they were decoded: they become Records one by one, when they are processed
	ahead   []*kgo.Record // read already, and beyond the range
}

// done reports whether the range is read. The next offset decides, not the last record: the offsets at the range's end
// may have none.
func (r *reading) done() bool { return r.next >= r.Until }

// add adds what was read from the range's next offset on, up to another. It takes the records over: most ranges are a
// part of one answer, and are not copied.
func (r *reading) add(records []*kgo.Record, next int64) {
	within := sort.Search(len(records), func(i int) bool { return records[i].Offset >= r.Until })
	if part := records[:within:within]; r.records == nil {
		r.records = part
	} else {
		r.records = append(r.records, part...)
	}
	r.ahead = records[within:] // of the last answer only: the others ended before the range does
	r.next = next
	if within > 0 {
		r.Epoch = records[within-1].LeaderEpoch
	}
	if len(records) > 0 {
		r.epoch = records[len(records)-1].LeaderEpoch
	}
}

// surplus is what a fetch brought beyond its range: a broker answers with whole record batches. The next range of the
// partition begins there, and is spared from fetching it again.
type surplus struct {
	from, next int64
	epoch      int32
	records    []*kgo.Record
	view       int // of the topic's leaders at the time; another leader may have another log
}

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
	if len(got.Records) > 0 && r.after(got.Records[0]) {
		return lossesError{{Missing: Range{r.Partition, None, r.next, NoEpoch}, Cause: Divergence, Resume: r.next}}
	}
	r.add(got.Records, next)
	return nil
}

// after reports whether what was read before is of a later leader than the record. Epochs never fall along a log, so that this
// is another one: its leader was elected out of sync, and has records of old where ours had those of a leader that it never
// knew. That leader's end, which validate asks for, is no evidence of it: the log may be as long. Records of formats without an
// epoch tell nothing.
func (r *reading) after(k *kgo.Record) bool { return k.LeaderEpoch >= 0 && k.LeaderEpoch < r.epoch }

// recordOf is a record as programs see it.
func recordOf(k *kgo.Record) Record {
	return Record{
		Partition: Partition{Topic: k.Topic, ID: k.Partition}, Offset: k.Offset, Epoch: k.LeaderEpoch,
		Key: k.Key, Value: k.Value, Headers: k.Headers, Timestamp: k.Timestamp,
	}
}
