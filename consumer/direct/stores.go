package direct

import (
	"fmt"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/settings"
)

// store returns where the offsets are kept, and who shares the topic: nil if nobody does.
func (w *wiring) store() (consumer.Store, consumer.Group, error) {
	store, group, err := w.storeOf(w.Store.Place)
	if err == nil && w.Migration.To.Kind != "" {
		w.moving, err = w.migration(store)
		store = w.moving
	}
	if err == nil && w.Store.Guard != "" {
		w.guard = offsets.NewGuarded(store, w.Store.Guard, w.Group, w.patience())
		store = w.guard
	}
	return store, group, err
}

// migration returns the store that moves the offsets from one store to another.
func (w *wiring) migration(from consumer.Store) (*offsets.Migration, error) {
	to, _, err := w.storeOf(w.Migration.To)
	if err != nil {
		return nil, err
	}
	journal := offsets.NewJournal(w.Migration.Journal, w.Group, w.patience())
	return offsets.NewMigration(offsets.MigrationOptions{Old: from, New: to, Journal: journal, Name: w.Topic}), nil
}

func (w *wiring) patience() offsets.Patience {
	return offsets.Patience{RetryBackoff: w.Retry.Backoff, RetryTimeout: w.Retry.Timeout}
}

// storeOf opens a store. One in ZooKeeper has a group of those who share the topic.
func (w *wiring) storeOf(s settings.Place) (consumer.Store, consumer.Group, error) {
	switch s.Kind {
	case "file":
		return offsets.NewFile(s.Path, w.Group, w.patience()), nil, nil
	case "hbase":
		store, err := offsets.NewHBase(offsets.HBaseOptions{URL: s.URL, Table: s.Table, Group: w.Group, Patience: w.patience()})
		return store, nil, err
	case "kafka":
		client, err := w.client()
		if err != nil {
			return nil, nil, err
		}
		return offsets.NewKafka(client, w.Group, w.patience()), nil, nil
	}
	z, err := w.zookeeper()
	if err != nil {
		return nil, nil, err
	}
	if !w.Instances.Shared {
		return z, z.Alone(), nil
	}
	assign := map[string]offsets.Assignor{"range": offsets.Range, "roundrobin": offsets.RoundRobin, "sticky": offsets.Sticky}
	return z, z.Group(offsets.GroupOptions{Assign: assign[w.Instances.Assignor]}), nil
}

// zookeeper opens the store in ZooKeeper, once.
func (w *wiring) zookeeper() (*offsets.ZooKeeper, error) {
	if w.ensemble != nil {
		return w.ensemble, nil
	}
	o := offsets.ZooKeeperOptions{
		Servers: w.ZooKeeper.Servers, Group: w.Group, SessionTimeout: w.ZooKeeper.SessionTimeout,
		AppVersion: w.version, Digest: w.ZooKeeper.Digest, RequestMax: w.ZooKeeper.RequestMax, Log: w.log.With("group", w.Group), OnWrite: w.onWrite,
	}
	var err error
	if o.ACL, err = offsets.ParseACL(w.ZooKeeper.ACL); err != nil {
		return nil, fmt.Errorf("zookeeper.acl: %w", err)
	}
	config, err := w.ZooKeeper.TLS.Config("zookeeper.tls")
	if err != nil {
		return nil, err
	}
	if config != nil {
		o.Dialer = offsets.DialTLS(config)
	}
	z, err := offsets.Dial(o)
	if err != nil {
		return nil, err
	}
	w.ensemble = z
	w.closing(z.Close)
	return z, nil
}
