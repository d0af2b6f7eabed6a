package consumer

import (
	"errors"
	"fmt"
	"sort"
	"sync"

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
	records []Record
	ahead   []Record // read already, and beyond the range
}

// done reports whether the range is read. The next offset decides, not the last record: the offsets at the range's end
// may have none.
func (r *reading) done() bool { return r.next >= r.Until }

// add adds what was read from the range's next offset on, up to another. It takes the records over: most ranges are a
// part of one answer, and are not copied.
func (r *reading) add(records []Record, next int64) {
	within := sort.Search(len(records), func(i int) bool { return records[i].Offset >= r.Until })
	if part := records[:within:within]; r.records == nil {
		r.records = part
	} else {
		r.records = append(r.records, part...)
	}
	r.ahead = records[within:] // of the last answer only: the others ended before the range does
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

// take adds what a broker answered. It ignores an answer with an error altogether.
func (r *reading) take(answer *kmsg.FetchResponseTopicPartition, decompress kgo.Decompressor, s *slab) error {
	defer s.release()
	got, next := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{
		Offset:         r.next,
		IsolationLevel: kgo.ReadCommitted(),
		Topic:          r.Topic,
		Partition:      r.ID,
		Pools:          []kgo.Pool{s},
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

// slab is where the client decodes one answer's records, of which only the copies stay: the larger part of what a fetch
// would allocate is used again for the next. It is a kgo.PoolRecords.
type slab struct {
	records []kgo.Record
	lent    int // that there was no room for included
}

// GetRecords lends n records until the release.
func (s *slab) GetRecords(n int) []kgo.Record {
	s.lent += n
	if s.lent > len(s.records) {
		return make([]kgo.Record, n)
	}
	return s.records[s.lent-n : s.lent : s.lent]
}

// PutRecords does nothing: the records are given back all at once.
func (s *slab) PutRecords([]kgo.Record) {}

// release takes all records back, and lets go of the answer that they point into. There is room for as many the next
// time.
func (s *slab) release() {
	if s.lent > len(s.records) {
		s.records = make([]kgo.Record, s.lent)
	} else {
		clear(s.records[:s.lent])
	}
	s.lent = 0
}

// slabs are those that are free: as many as there were answers at once.
type slabs struct {
	mu   sync.Mutex
	free []*slab
}

func (s *slabs) get() *slab {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.free) - 1
	if last < 0 {
		return new(slab)
	}
	one := s.free[last]
	s.free = s.free[:last]
	return one
}

func (s *slabs) put(one *slab) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, one)
}
