package offsets

import (
	"context"
	"time"

	"github.com/onceover/onceover/consumer"
)

// Patience says how long a store goes on when its medium does not answer. Zero fields mean the defaults.
type Patience struct {
	// RetryBackoff is the pause before the medium is asked again; it doubles up to 5 s. Default 100 ms.
	RetryBackoff time.Duration
	// RetryTimeout is how long one Load or Store goes on, whatever time its context allows. Default 30 s.
	RetryTimeout time.Duration
}

// longestBackoff is where RetryBackoff stops to double.
const longestBackoff = 5 * time.Second

// entry is what a medium holds of one partition. Its mark is that of the write that made it: no two writes have the same,
// so that an offset that went away and came back is known as a foreign one.
type entry struct {
	consumer.Position
	mark string
	// since is when it was written, for all that is known; metadata is all that a medium has beside an offset that was read
	// from it. Only a medium that forgets entries has either.
	since    time.Time
	metadata *string
}

// nothing is the entry of a partition that has none.
var nothing = entry{Position: consumer.Position{Offset: consumer.None, Epoch: consumer.NoEpoch}}

// is reports whether two entries are of the same write. Not every medium keeps a position whole.
func (e entry) is(f entry) bool { return e.Offset == f.Offset && e.mark == f.mark }

// update is an entry that a partition is to have.
type update struct {
	consumer.Partition
	entry
}

// medium is where entries are kept.
type medium interface {
	// read returns the entries of those of the partitions that have one.
	read(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]entry, error)
	// write makes the updates of one batch. After an error it is not known whether it did, or will.
	write(ctx context.Context, number int64, updates []update) error
}

// passing is an error after which asking again can help.
type passing struct{ error }

func (p passing) Unwrap() error { return p.error }
