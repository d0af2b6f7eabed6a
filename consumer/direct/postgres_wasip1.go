package direct

import (
	"context"
	"errors"
	"fmt"

	"github.com/onceover/onceover/consumer"
)

// postgres is left out: no world has a database, and programs for worlds are better small.
func (w *wiring) postgres() (consumer.Sink, error) {
	return nil, fmt.Errorf("sink.kind %s: not built into this program", w.Sink.Kind)
}

// createSchema has no database to make tables in.
func createSchema(context.Context, string) error {
	return errors.New("postgres: not built into this program")
}
