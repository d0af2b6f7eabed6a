//go:build !wasip1

package direct

import (
	"context"
	"fmt"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/postgres"
)

// postgres returns a sink in a database.
func (w *wiring) postgres() (consumer.Sink, error) {
	if w.Sink.Kind == "postgres-keyed" {
		sink, err := postgres.NewKeyed(w.Sink.URL)
		if err != nil {
			return nil, fmt.Errorf("sink.url: %w", err)
		}
		sink.Overwrite = w.Sink.Postgres.Overwrite
		w.closing(sink.Close)
		return sink, nil
	}
	sink, err := postgres.NewTransaction(w.Sink.URL, w.Group)
	if err != nil {
		return nil, fmt.Errorf("sink.url: %w", err)
	}
	w.closing(sink.Close)
	return sink, nil
}

// createSchema makes the sink's tables.
func createSchema(ctx context.Context, url string) error { return postgres.Create(ctx, url) }
