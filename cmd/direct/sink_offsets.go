package main

import (
	"context"
	"fmt"

	"github.com/onceover/onceover/consumer"
)

// keepsOffsets reports whether sinks of a kind keep the offsets themselves, where a tool may read and set them. The store
// only mirrors these: what is set there, the next start sets back.
func keepsOffsets(kind string) bool {
	return kind == "redis-transaction" || kind == "postgres-transaction"
}

// sinkOffsets are those of a sink that keeps them itself, as a store. The next start brings the store proper up to them.
type sinkOffsets struct{ consumer.TransactionalSink }

// Store implements consumer.Store.
func (s sinkOffsets) Store(ctx context.Context, c consumer.Commit) error {
	return s.Write(ctx, consumer.Batch{Commit: c})
}

// settable refuses a sink whose offsets nobody else may set: to read those of kafka-transaction is to take the consumer's
// place, so that they are shown as the store mirrors them.
func (t *tool) settable() error {
	if t.sink != "kafka-transaction" {
		return nil
	}
	return fmt.Errorf("sink.kind kafka-transaction keeps the offsets itself, and they cannot be set, here or in the store: "+
		"to go on elsewhere, give the consumer another name than %s as its group, and the offsets as its start, such as 0=17,1=4", t.group)
}
