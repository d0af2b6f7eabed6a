package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/onceover/onceover/sim/trace"
)

// truncate cuts a log off in front of the batch that has the offset, as an unclean election of a leader does that had
// copied no more: later appends get the offsets again, in a higher epoch. What groups have stored stays.
//
// kfake has no such function. It is closed, its files are cut, and it is started on them: all brokers are gone for that
// moment, connections end, and epochs rise everywhere.
func (s *service) truncate(at partition, offset int64) error {
	if s.data == "" {
		return errors.New("logs are truncated in a directory, and there is none: see --data")
	}
	info := s.cluster.PartitionInfo(at.topic, at.number)
	switch {
	case info == nil:
		return fmt.Errorf("there is no %s/%d", at.topic, at.number)
	case offset < info.LogStartOffset || offset >= info.HighWatermark:
		return fmt.Errorf("%s/%d has offsets from %d to below %d", at.topic, at.number, info.LogStartOffset, info.HighWatermark)
	case info.LastStableOffset < info.HighWatermark:
		return fmt.Errorf("%s/%d has a transaction that is open", at.topic, at.number)
	}
	planned, err := s.data.plan(at, offset)
	if err != nil {
		return fmt.Errorf("%s/%d: %w", at.topic, at.number, err)
	}
	if len(planned.segments) == 0 { // such a log goes on where it began
		planned.end = max(planned.end, info.LogStartOffset)
	}
	s.door.Lock()
	defer s.door.Unlock()
	if err := s.restart(func() error { return s.data.cut(at, planned) }); err != nil {
		panic(fmt.Sprintf("the brokers are gone: %v", err)) // the files are not what kfake's version is known to write
	}
	s.disown(at, planned.end)
	info = s.cluster.PartitionInfo(at.topic, at.number)
	s.hooks.Record("kafka.truncated", "", trace.Str("topic", at.topic), trace.Str("topic_id", s.topicID(at.topic)),
		trace.Int("partition", int64(at.number)), trace.Int("offset", info.HighWatermark), trace.Int("epoch", int64(info.Epoch)))
	return nil
}

// enter waits while the cluster is restarted.
func (s *service) enter() {
	s.door.RLock()
	defer s.door.RUnlock()
}

// restart closes the cluster, and starts it again with the nodes that were up. Whoever calls it holds the door.
func (s *service) restart(meanwhile func() error) error {
	s.mu.Lock()
	up, names := s.listeners, slices.Sorted(maps.Keys(s.topics))
	s.listeners, s.starting = map[int32]*listener{}, 0
	s.mu.Unlock()
	s.cluster.Close()
	for node := range int32(len(s.brokers)) {
		if l := up[node+1]; l != nil {
			l.reset()
		}
	}
	err := meanwhile()
	for _, name := range names {
		for p := range s.partitions(name) {
			err = errors.Join(err, s.data.hold(partition{name, p}))
		}
	}
	if err == nil {
		err = s.open()
	}
	if err != nil {
		return err
	}
	for node := range int32(len(s.brokers)) {
		if up[node+1] == nil {
			err = errors.Join(err, s.removeNode(node+1))
		}
	}
	s.placeAll()
	return err
}

// disown forgets the batches of a log from an offset up: it will have others there.
func (s *service) disown(at partition, end int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.topics[at.topic].id
	maps.DeleteFunc(s.appended, func(b batch, _ bool) bool {
		return b.topic == id && b.partition == at.number && b.offset >= end
	})
}
