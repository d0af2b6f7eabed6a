package direct

import (
	"fmt"

	"github.com/onceover/onceover/consumer"
)

// postgres is left out: no world has a database, and programs for worlds are better small.
func (w *wiring) postgres() (consumer.Sink, error) {
	return nil, fmt.Errorf("sink.kind %s: not built into this program", w.Sink.Kind)
}
