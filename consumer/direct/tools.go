package direct

import (
	"io"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/settings"
)

// Tools are the parts of a consumer that a person works on its offsets with.
type Tools struct {
	Client *kgo.Client
	Store  consumer.Store
	Sink   consumer.Sink // nil unless it was asked for
	// Migration is the Store, or what the guard is beside, if the settings have one.
	Migration *offsets.Migration
	// Guard is the Store too, if the settings have one. It lets what went back be loaded, so that it can be set right.
	Guard  *offsets.Guarded
	wiring wiring
}

// Open opens what the settings describe, the sink only if it is asked for. It joins no group, so that a consumer that
// runs goes on; one whose offsets are changed is fenced.
func Open(s *settings.Settings, version string, errOut io.Writer, withSink bool) (*Tools, error) {
	t := &Tools{wiring: wiring{Settings: s, version: version, log: newLog(s.Log, errOut)}}
	var err error
	if t.Store, _, err = t.wiring.store(); err == nil {
		t.Client, err = t.wiring.client()
	}
	t.Migration, t.Guard = t.wiring.moving, t.wiring.guard
	if t.Guard != nil {
		t.Guard.Mend = true
	}
	if err == nil && withSink {
		t.Sink, err = t.wiring.sink()
	}
	if err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// Close closes everything that was opened.
func (t *Tools) Close() { t.wiring.close() }
