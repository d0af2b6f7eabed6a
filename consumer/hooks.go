package consumer

import "time"

// Span is what a batch has of one partition.
type Span struct {
	First, Last Record // by their offsets; the same one if there is no other
}

// Hooks are told what a consumer does, for measurements and tests. A nil function is not called. They are called one at
// a time, and the consumer waits for them.
type Hooks struct {
	// Assign is called when the instance has come to own partitions and knows where they go on, Revoke when it is about
	// to give them back.
	Assign func(positions map[Partition]Position)
	Revoke func(partitions []Partition)
	// ReadStart is called when the brokers are asked for the next batch. Plan is the answer, or Idle, where there is nothing
	// to read. Neither comes while the brokers are silent, nor when the consumer stops or fails meanwhile.
	ReadStart func()
	// Plan is called with the ranges of each batch, once it was read. Ends are those that the logs of all the instance's
	// partitions had when it was planned, or when nothing was found to read; nobody may change them.
	Plan func(ranges []Range, ends map[Partition]int64)
	Idle func(ends map[Partition]int64)
	// BatchStart is called before the records of a batch are processed, with a span for each partition that has any.
	BatchStart func(c Commit, spans []Span)
	// Output is called when the batch's results are written. Took is the time since BatchStart.
	Output func(b Batch, took time.Duration)
	// Commit is called when offsets are stored. Took is what the store needed, batches how many it stored at once, and
	// uncommitted how many more are begun and not stored.
	Commit func(c Commit, took time.Duration, batches, uncommitted int)
	// DeadLetter is called for each record that was passed over.
	DeadLetter func(DeadLetter)
	// Loss is called when the partition goes on behind a loss, and when the loss ends the consumer.
	Loss func(Loss)
	// Conflict is called when the store refuses offsets because somebody else has changed them. The consumer ends, or
	// another instance of its group has settled where the group begins.
	Conflict func(error)
	// Fenced is called when somebody else has taken this consumer's place.
	Fenced func(error)
}
