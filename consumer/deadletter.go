package consumer

import (
	"context"
	"fmt"
)

// DeadLetter is a record that could not be processed.
type DeadLetter struct {
	TopicID TopicID
	Record
	Attempts int    // how often it was processed in all, Replay included
	Cause    string // the last attempt's error
}

// DeadLetters keeps records that could not be processed, with where they came from. A letter may come twice, if the
// consumer dies before the batch's offsets are stored; its topic id, partition, offset and epoch say which record it is.
type DeadLetters interface {
	// Write makes the letters of a batch durable. The offsets behind them are stored only after that. It is called
	// concurrently if Config.ConcurrentBatches says so.
	Write(ctx context.Context, letters []DeadLetter) error
}

// Replay processes dead letters again and writes their results under the records' own positions, as if they had been
// processed at first; no offsets move. It returns the letters that failed again, with their attempts counted on. The
// sink is one to which order does not matter.
func Replay(ctx context.Context, letters []DeadLetter, process func(Record) ([]byte, error), sink Sink) ([]DeadLetter, error) {
	var again []DeadLetter
	for _, l := range letters {
		value, err := process(l.Record)
		if err != nil {
			l.Attempts++
			l.Cause = err.Error()
			again = append(again, l)
			continue
		}
		b := Batch{Commit: Commit{TopicID: l.TopicID}, Results: []Result{{l.Partition, l.Offset, l.Epoch, value}}}
		if err := sink.Write(ctx, b); err != nil {
			return again, fmt.Errorf("write the result of dead letter %v at %d: %w", l.Partition, l.Offset, err)
		}
	}
	return again, nil
}
