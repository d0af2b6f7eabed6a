package main

import (
	"context"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// The mistakes of this file are about where a consumer goes on when the stored offset cannot be had, or cannot be used.

// zeroOnError begins at offset 0 where the store cannot be read, as if nothing were stored.
//
// As it stands in several programs that keep offsets in ZooKeeper: whatever is thrown while an offset is read, the answer
// is 0 (wangerxin/bigdata).
func zeroOnError(c *consumer.Config) { c.Store = &lenientStore{inner: c.Store} }

// lenientStore never fails to load.
type lenientStore struct {
	inner
	unread []consumer.Partition
}

// Load implements consumer.Store.
func (s *lenientStore) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	found, err := s.inner.Load(ctx, partitions)
	if err == nil {
		return found, nil
	}
	s.unread, found = partitions, map[consumer.Partition]consumer.Position{}
	for _, p := range partitions {
		found[p] = consumer.Position{Epoch: consumer.NoEpoch}
	}
	return found, nil
}

// Store implements consumer.Store. It overwrites what it could not read.
func (s *lenientStore) Store(ctx context.Context, c consumer.Commit) error {
	if s.unread != nil {
		if _, err := s.inner.Load(ctx, s.unread); err != nil {
			return err
		}
		s.unread = nil
	}
	return s.inner.Store(ctx, c)
}

// resetEarliest begins at the log's start wherever the stored offset is not in the log, and says nothing. After a
// truncation everything is handled again.
//
// After edenhill/librdkafka#1442 and Parsely/pykafka#209: offset out of range, and then mass duplicates.
func resetEarliest(c *consumer.Config) { reset(c, logStart) }

// resetLatest begins at the log's end then: what had not been read of the log is lost.
//
// After Parsely/pykafka#597: offset out of range, and then a gap.
func resetLatest(c *consumer.Config) { reset(c, logEnd) }

// The two ends of a log, as Kafka's ListOffsets names them.
const (
	logEnd   = -1
	logStart = -2
)

// reset lets every loss pass, in silence, and goes on at one end of the log instead of where the log goes on.
func reset(c *consumer.Config, end int64) {
	r := &resetting{inner: c.Store, client: c.Client, end: end}
	c.OnLoss = func(l consumer.Loss) error {
		r.lost = append(r.lost, l.Missing.Partition)
		return nil
	}
	c.Store, c.Log = r, nil
}

// decides is no mistake: a policy of the user's own, which lets pass what retention took and nothing else, and says what it
// is told.
func decides(c *consumer.Config) {
	log := c.Log
	c.OnLoss = func(l consumer.Loss) error {
		log.Error("told of a loss", "partition", l.Missing.Partition.String(), "from", l.Missing.From, "until", l.Missing.Until, "cause", string(l.Cause))
		if l.Cause == consumer.Retention {
			return consumer.Resume(l)
		}
		return consumer.Fail(l)
	}
}

// resetting stores one end of the log for partitions that have lost their place.
type resetting struct {
	inner
	client *kgo.Client
	end    int64
	lost   []consumer.Partition
}

// Store implements consumer.Store.
func (r *resetting) Store(ctx context.Context, c consumer.Commit) error {
	c.Ranges = slices.Clone(c.Ranges)
	for i, rg := range c.Ranges {
		if !slices.Contains(r.lost, rg.Partition) {
			continue
		}
		at, err := endOf(ctx, r.client, rg.Partition, r.end)
		if err != nil {
			return err
		}
		c.Ranges[i].Until = at
	}
	r.lost = nil
	return r.inner.Store(ctx, c)
}

// endOf is one end of a log.
func endOf(ctx context.Context, client *kgo.Client, p consumer.Partition, end int64) (int64, error) {
	req := kmsg.NewPtrListOffsetsRequest()
	req.ReplicaID = -1
	topic, partition := kmsg.NewListOffsetsRequestTopic(), kmsg.NewListOffsetsRequestTopicPartition()
	topic.Topic, partition.Partition, partition.Timestamp = p.Topic, p.ID, end
	topic.Partitions = append(topic.Partitions, partition)
	req.Topics = append(req.Topics, topic)
	resp, err := req.RequestWith(ctx, client)
	if err != nil {
		return 0, err
	}
	return resp.Topics[0].Partitions[0].Offset, nil
}

// growthAtLatest begins partitions that are added to the topic at their logs' ends. What they got before that is lost.
//
// It is auto.offset.reset=latest, taken for a setting of new groups only.
func growthAtLatest(c *consumer.Config) { c.Store = growing{c.Store, c.Client} }

// growing has an offset for every partition, once it has one for any.
type growing struct {
	inner
	client *kgo.Client
}

// Load implements consumer.Store.
func (g growing) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	found, err := g.inner.Load(ctx, partitions)
	if err != nil || len(found) == 0 {
		return found, err
	}
	for _, p := range partitions {
		if _, ok := found[p]; ok {
			continue
		}
		end, err := endOf(ctx, g.client, p, logEnd)
		if err != nil {
			return nil, err
		}
		found[p] = consumer.Position{Offset: end, Epoch: consumer.NoEpoch}
	}
	return found, nil
}

// recreateBlind does not know of which topic an offset is, and applies it to one that was created anew under the name.
//
// Offsets in ZooKeeper and in most other stores are kept by the topic's name alone.
func recreateBlind(c *consumer.Config) { c.Store = nameless{c.Store} }

// nameless neither keeps nor tells the topic's id.
type nameless struct{ inner }

// Load implements consumer.Store.
func (n nameless) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	return moved{inner: n.inner, load: func(at *consumer.Position) { at.TopicID = consumer.TopicID{} }}.Load(ctx, partitions)
}

// Store implements consumer.Store.
func (n nameless) Store(ctx context.Context, c consumer.Commit) error {
	c.TopicID = consumer.TopicID{}
	return n.inner.Store(ctx, c)
}
