package direct

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks"
)

// sink returns where the results go.
func (w *wiring) sink() (consumer.Sink, error) {
	switch w.Sink.Kind {
	case "redis-append", "redis-keyed", "redis-transaction":
		return w.redis()
	case "file-append", "file-atomic":
		return w.files()
	case "http":
		return w.http()
	case "kafka", "kafka-transaction":
		return w.producer()
	}
	return w.postgres()
}

func (w *wiring) http() (consumer.Sink, error) {
	h := w.Sink.HTTP
	header, err := h.Header()
	if err != nil {
		return nil, err
	}
	return sinks.NewHTTP(sinks.HTTPConfig{
		URL: w.Sink.URL, KeyHeader: h.KeyHeader, KeyIgnored: h.KeyIgnored, Header: header, Timeout: h.Timeout, Concurrency: h.Concurrency,
	})
}

func (w *wiring) redis() (consumer.Sink, error) {
	r := w.Sink.Redis
	password, err := r.Secret("sink.redis")
	if err != nil {
		return nil, err
	}
	config, err := r.TLS.Config("sink.redis.tls")
	if err != nil {
		return nil, err
	}
	client := sinks.Connect(sinks.RedisConfig{
		Address: w.Sink.Address, User: r.User, Password: password, Database: r.Database, TLS: config,
		Connections: w.Batch.Concurrent, Log: w.log.With("group", w.Group),
	})
	w.closing(func() { client.Close() })
	switch w.Sink.Kind {
	case "redis-keyed":
		return sinks.NewKeyed(client), nil
	case "redis-transaction":
		return sinks.NewTransaction(client, w.Group), nil
	}
	return sinks.NewAppend(client), nil
}

// files returns a sink of files, below a directory that is made if it is not there.
func (w *wiring) files() (consumer.Sink, error) {
	if err := makeDurably(w.Sink.Path); err != nil {
		return nil, fmt.Errorf("sink.path: %w", err)
	}
	if w.Sink.Kind == "file-atomic" {
		return sinks.NewFileRanges(w.Sink.Path), nil
	}
	sink := sinks.NewFileAppend(w.Sink.Path)
	sink.Log = w.log
	w.closing(func() { sink.Close() })
	return sink, nil
}

// makeDurably makes a directory and syncs all that lie above it, whoever made them, so that no power loss takes their
// names. One above that may not be read was there before.
func makeDurably(path string) error {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	for dir, below := filepath.Dir(path), path; dir != below; dir, below = filepath.Dir(dir), dir {
		d, err := os.Open(dir)
		if errors.Is(err, fs.ErrPermission) {
			continue
		}
		if err != nil {
			return err
		}
		if err := errors.Join(d.Sync(), d.Close()); err != nil {
			return err
		}
	}
	return nil
}

// producer returns a sink in the cluster that is read from.
func (w *wiring) producer() (consumer.Sink, error) {
	options, err := kafkaOptions(&w.Kafka)
	if err != nil {
		return nil, err
	}
	if w.Sink.Kind == "kafka-transaction" {
		return w.transactions(sinks.KafkaTransactionConfig{
			Group: w.Group, Topic: w.Sink.Topic, Offsets: w.Sink.OffsetsTopic, Options: options, Log: w.log,
		})
	}
	sink, err := sinks.NewKafkaAppend(w.Sink.Topic, options...)
	if err != nil {
		return nil, err
	}
	w.closing(sink.Close)
	return sink, nil
}

// transactions returns a sink in Kafka transactions: one at a time, or one of each partition that instances share.
func (w *wiring) transactions(c sinks.KafkaTransactionConfig) (consumer.Sink, error) {
	if w.Instances.Shared {
		sink, err := sinks.NewKafkaTransactions(c)
		if err != nil {
			return nil, err
		}
		w.closing(sink.Close)
		return sink, nil
	}
	sink, err := sinks.NewKafkaTransaction(c)
	if err != nil {
		return nil, err
	}
	w.closing(sink.Close)
	return sink, nil
}

// deadLetters returns where records go that cannot be processed, nil if they are to end the consumer.
func (w *wiring) deadLetters() (consumer.DeadLetters, error) {
	switch w.DeadLetters.Kind {
	case "file":
		letters := sinks.NewFileDeadLetters(w.DeadLetters.Path)
		letters.Log = w.log
		w.closing(func() { letters.Close() })
		return letters, nil
	case "kafka":
		options, err := kafkaOptions(&w.Kafka)
		if err != nil {
			return nil, err
		}
		letters, err := sinks.NewKafkaDeadLetters(w.DeadLetters.Topic, options...)
		if err != nil {
			return nil, err
		}
		w.closing(letters.Close)
		return letters, nil
	}
	return nil, nil
}
