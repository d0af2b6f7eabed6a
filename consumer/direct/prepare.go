package direct

import (
	"context"
	"io"
	"time"

	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/settings"
	"github.com/onceover/onceover/consumer/sinks"
)

// history is how long a table of HBase keeps the rows of batches. The one that counts is never dropped.
const history = 30 * 24 * time.Hour

// Prepare makes what the sink and the store of the settings need to be there, and leaves alone what is: the tables in
// PostgreSQL, the topic that a transaction keeps its offsets in, the table in HBase. It returns what it saw to.
func Prepare(ctx context.Context, s *settings.Settings, errOut io.Writer) (seenTo []string, err error) {
	w := wiring{Settings: s, log: newLog(s.Log, errOut)}
	defer w.close()
	switch s.Sink.Kind {
	case "kafka-transaction":
		options, err := kafkaOptions(&s.Kafka)
		if err != nil {
			return nil, err
		}
		if err := sinks.CreateOffsetsTopic(ctx, s.Sink.OffsetsTopic, options...); err != nil {
			return nil, err
		}
		seenTo = append(seenTo, "topic "+s.Sink.OffsetsTopic)
	case "postgres-keyed", "postgres-transaction":
		if err := createSchema(ctx, s.Sink.URL); err != nil {
			return nil, err
		}
		seenTo = append(seenTo, "tables in PostgreSQL")
	}
	for _, place := range []settings.Place{s.Store.Place, s.Migration.To} {
		if place.Kind != "hbase" {
			continue
		}
		store, _, err := w.storeOf(place)
		if err != nil {
			return seenTo, err
		}
		if err := store.(*offsets.HBase).CreateTable(ctx, history); err != nil {
			return seenTo, err
		}
		seenTo = append(seenTo, "table "+place.Table+" in HBase")
	}
	return seenTo, nil
}
