package direct

import (
	"fmt"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
)

// store returns where the offsets are kept, and who shares the topic.
func (w *wiring) store() (consumer.Store, consumer.Group, error) {
	if w.Store.Kind != "zookeeper" {
		return nil, nil, fmt.Errorf("store.kind %s: not built into this program", w.Store.Kind)
	}
	z, err := offsets.Dial(w.ZooKeeper.Servers, w.Group, w.ZooKeeper.SessionTimeout)
	if err != nil {
		return nil, nil, err
	}
	w.closing(z.Close)
	return z, nil, nil
}
