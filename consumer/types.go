package consumer

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"
)

// None stands for an offset that was never stored.
const None int64 = -1

// Partition names one partition of a topic.
type Partition struct {
	Topic string
	ID    int32
}

// String returns the form topic/id.
func (p Partition) String() string { return fmt.Sprintf("%s/%d", p.Topic, p.ID) }

// Range is the half-open span of offsets [From, Until) of one partition. Stored, it moves the partition's next offset
// from From to Until; From is None where no offset was stored before.
type Range struct {
	Partition
	From, Until int64
}

// String returns the form topic/id [from, until).
func (r Range) String() string { return fmt.Sprintf("%s [%d, %d)", r.Partition, r.From, r.Until) }

// TopicID is Kafka's identity of one incarnation of a topic: a topic that is deleted and created again has another.
type TopicID [16]byte

// String returns the form that Kafka's own tools print.
func (id TopicID) String() string { return base64.RawURLEncoding.EncodeToString(id[:]) }

// Record is one record as it was read.
type Record struct {
	Partition
	Offset     int64
	Key, Value []byte
	Timestamp  time.Time
}

// Result is what processing made of the record at Offset.
type Result struct {
	Partition
	Offset int64
	Value  []byte
}

// Batch is what a sink writes at once: the results of all records in the ranges, in the order of their offsets within
// each partition. A batch without results still moves the offsets.
type Batch struct {
	TopicID TopicID
	Ranges  []Range
	Results []Result
}

// Store keeps the next offset of each partition. It belongs to one consumer at a time: a Store whose offsets were
// changed by somebody else since its own last Load or Store returns an error that wraps ErrFenced.
type Store interface {
	// Load returns the next offset of each of the partitions that has one.
	Load(ctx context.Context, partitions []Partition) (map[Partition]int64, error)
	// Store makes each range's Until the next offset of its partition, of all of them or of none.
	Store(ctx context.Context, ranges []Range) error
}

// Sink takes the results of batches.
type Sink interface {
	// Write makes a batch's results durable. After an error some of them may be.
	Write(ctx context.Context, b Batch) error
}

// TransactionalSink is a sink that keeps the offsets next to the results. Its Write makes both durable or neither, and
// only if the offsets that it has are the From of the batch's ranges; otherwise the error wraps ErrFenced. Its offsets
// are where a consumer starts.
type TransactionalSink interface {
	Sink
	// Load returns the next offset of each of the partitions that has one.
	Load(ctx context.Context, partitions []Partition) (map[Partition]int64, error)
}
