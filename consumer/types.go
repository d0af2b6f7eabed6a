package consumer

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// None stands for an offset that was never stored, or that is not known.
const None int64 = -1

// NoEpoch stands for a leader epoch that is not known.
const NoEpoch int32 = -1

// Partition names one partition of a topic.
type Partition struct {
	Topic string
	ID    int32
}

// String returns the form topic/id.
func (p Partition) String() string { return fmt.Sprintf("%s/%d", p.Topic, p.ID) }

// TopicID is Kafka's identity of one incarnation of a topic: a topic that is deleted and created again has another. The
// zero value stands for an identity that is not known.
type TopicID [16]byte

// String returns the form that Kafka's own tools print.
func (id TopicID) String() string { return base64.RawURLEncoding.EncodeToString(id[:]) }

// Position is how far a partition was consumed.
type Position struct {
	// Offset is the next one to read.
	Offset int64
	// Epoch is the leader epoch of the record before it, by which a log that was truncated since is found out
	// (KIP-320). NoEpoch if it is not known.
	Epoch int32
	// TopicID is the topic's that the offset counts in, zero if it is not known.
	TopicID TopicID
	// Anchor says that this is where the partition began with its group, by a Commit of number Beginning, and that nothing
	// was stored since. False if that is not known, as with a store that keeps no number because it never stores a part.
	Anchor bool
}

// Range is the half-open span of offsets [From, Until) of one partition. Stored, it moves the partition's next offset
// from From to Until; From is None where no offset was stored before.
type Range struct {
	Partition
	// From is the first offset, and Until the one behind the last: the next to read.
	From, Until int64
	// Epoch is the leader epoch of the last record before Until, NoEpoch if it is not known.
	Epoch int32
}

// String returns the form topic/id [from, until).
func (r Range) String() string { return fmt.Sprintf("%s [%d, %d)", r.Partition, r.From, r.Until) }

// Record is one record as it was read.
type Record struct {
	Partition
	Offset     int64
	Epoch      int32 // of the leader that took it
	Key, Value []byte
	Headers    []kgo.RecordHeader
	Timestamp  time.Time
}

// Result is what processing made of the record at Offset.
type Result struct {
	Partition
	Offset int64
	// Epoch is the record's. Where a log was truncated and has grown again, the record at an offset is another, and its
	// epoch a later one; one record's stays the same, whoever leads (KIP-101). NoEpoch if it is not known.
	Epoch int32
	Value []byte
}

// Commit is what a store makes durable at once.
type Commit struct {
	// TopicID is the topic's that the offsets count in.
	TopicID TopicID
	// Number counts the batches from 1 on, anew whenever the consumer starts or owns other partitions; of several that are
	// stored at once it is the last one's. Where partitions begin it is Beginning, and 0 where offsets move otherwise: behind
	// a loss, from one store to another, or by hand.
	Number int64
	// Ranges are one for each partition that moves, which follows on what is stored of it.
	Ranges []Range
}

// Beginning is the number of a commit of positions that are anchors.
const Beginning int64 = -1

// FirstLast returns ranges of one topic with that of the lowest partition last, which is how offsets of several partitions
// come to be: see Store.
func FirstLast(ranges []Range) []Range {
	ordered := slices.Clone(ranges)
	if len(ordered) > 0 {
		first := slices.MinFunc(ordered, func(a, b Range) int { return cmp.Compare(a.ID, b.ID) })
		i := slices.Index(ordered, first)
		ordered = append(slices.Delete(ordered, i, i+1), first)
	}
	return ordered
}

// Batch is what a sink writes at once: the results of all records in the ranges, in the order of their offsets within
// each partition. A batch without results still moves the offsets.
type Batch struct {
	Commit
	Results []Result
}

// Store keeps the next offset of each partition. It belongs to one consumer at a time: a Store whose offsets were
// changed by somebody else since its own last Load or Store returns an error that wraps ErrFenced. An offset that cannot
// be read, or that is none, is an error and never an offset that does not exist. It is not called concurrently.
type Store interface {
	// Load returns the position of each of the partitions that has one.
	Load(ctx context.Context, partitions []Partition) (map[Partition]Position, error)
	// Store makes each range's Until the next offset of its partition, of all of them or of none. Where a store cannot do
	// that, the last range's comes after all others', and Load tells anchors: a group begins with the topic's first partition.
	Store(ctx context.Context, c Commit) error
}

// Sink takes the results of batches. It is called concurrently if Config.ConcurrentBatches says so.
type Sink interface {
	// Write makes a batch's results durable. After an error some of them may be.
	Write(ctx context.Context, b Batch) error
}

// AssignedSink is a sink that is told when the instance has come to own partitions, before it is asked where they go on and
// while no Write is under way. What it knew of them may be old: others may have owned them since it wrote last.
type AssignedSink interface {
	Sink
	Assigned(partitions []Partition)
}

// TransactionalSink is a sink that keeps the offsets next to the results. Its Write makes both durable or neither, and
// only if the offsets that it has are the From of the batch's ranges; otherwise the error wraps ErrFenced. One that cannot
// do that for all ranges at once does it for each, and for the last one after the others where partitions begin; its Load
// tells anchors then. Its offsets are where a consumer starts. It is not called concurrently.
type TransactionalSink interface {
	Sink
	// Load returns the position of each of the partitions that has one.
	Load(ctx context.Context, partitions []Partition) (map[Partition]Position, error)
}
