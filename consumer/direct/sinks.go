package direct

import (
	"context"
	"fmt"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks"
)

// sink returns where the results go.
func (w *wiring) sink(context.Context) (consumer.Sink, error) {
	switch w.Sink.Kind {
	case "redis-append", "redis-keyed", "redis-transaction":
		return w.redis(), nil
	}
	return nil, fmt.Errorf("sink.kind %s: not built into this program", w.Sink.Kind)
}

func (w *wiring) redis() consumer.Sink {
	client := sinks.Connect(w.Sink.Address)
	w.closing(func() { client.Close() })
	switch w.Sink.Kind {
	case "redis-keyed":
		return sinks.NewKeyed(client)
	case "redis-transaction":
		return sinks.NewTransaction(client, w.Group)
	}
	return sinks.NewAppend(client)
}

// deadLetters returns where records go that cannot be processed, nil if they are to end the consumer.
func (w *wiring) deadLetters() (consumer.DeadLetters, error) {
	if w.DeadLetters.Kind == "" {
		return nil, nil
	}
	return nil, fmt.Errorf("dead_letters.kind %s: not built into this program", w.DeadLetters.Kind)
}
