//go:build !wasip1

package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer/settings"
	"github.com/onceover/onceover/consumer/sinks"
	"github.com/onceover/onceover/sim/zookeeper"
)

const (
	embeddedPartitions = 4
	embeddedEvery      = 100 * time.Millisecond // a record
)

// embed starts what the settings call embedded, in this process and in memory: a Kafka whose topic gets a record every
// tenth of a second, with the topics that sinks write to, and a ZooKeeper. The settings then name their addresses.
func embed(ctx context.Context, s *settings.Settings) (stop func(), err error) {
	var stops []func()
	stop = func() {
		for i := len(stops) - 1; i >= 0; i-- {
			stops[i]()
		}
	}
	if s.Kafka.Embedded() {
		cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(embeddedPartitions, written(s)...))
		if err != nil {
			return stop, fmt.Errorf("start an embedded kafka: %w", err)
		}
		stops = append(stops, cluster.Close)
		s.Kafka.Brokers = cluster.ListenAddrs()
		if s.Sink.Kind == "kafka-transaction" {
			if err := sinks.CreateOffsetsTopic(ctx, s.Sink.OffsetsTopic, kgo.SeedBrokers(s.Kafka.Brokers...)); err != nil {
				return stop, fmt.Errorf("start an embedded kafka: %w", err)
			}
		}
		producer, err := kgo.NewClient(kgo.SeedBrokers(s.Kafka.Brokers...), kgo.DefaultProduceTopic(s.Topic))
		if err != nil {
			return stop, fmt.Errorf("start an embedded kafka: %w", err)
		}
		stops = append(stops, producer.Close)
		go produce(ctx, producer)
	}
	if s.ZooKeeper.Embedded() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return stop, fmt.Errorf("start an embedded zookeeper: %w", err)
		}
		server := zookeeper.NewServer(zookeeper.Config{}, zookeeper.Hooks{})
		stops = append(stops, func() { server.Close() })
		go server.Serve(listener)
		s.ZooKeeper.Servers = listener.Addr().String()
	}
	return stop, nil
}

// written are the topics that somebody writes to.
func written(s *settings.Settings) []string {
	topics := []string{s.Topic}
	if s.Sink.Kind == "kafka" || s.Sink.Kind == "kafka-transaction" {
		topics = append(topics, s.Sink.Topic)
	}
	if s.DeadLetters.Kind == "kafka" {
		topics = append(topics, s.DeadLetters.Topic)
	}
	return topics
}

// produce appends records until the context ends, the first at once.
func produce(ctx context.Context, client *kgo.Client) {
	tick := time.NewTicker(embeddedEvery)
	defer tick.Stop()
	for n := 1; ; n++ {
		client.Produce(ctx, kgo.StringRecord(fmt.Sprintf("record %d of %s", n, time.Now().UTC().Format(time.RFC3339))), nil)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
