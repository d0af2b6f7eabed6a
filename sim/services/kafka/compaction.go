package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// compacted are the settings of a topic whose logs are compacted: on demand, of all but the last batch, tombstones
// included.
var compacted = map[string]string{"cleanup.policy": "compact", "delete.retention.ms": "0"}

// never is how often kfake compacts by itself: in a hundred years, in milliseconds.
const never = "3155760000000"

// controlBatch is the bit of a record batch's attributes that says that its records are not the producers' own.
const controlBatch = 1 << 5

// compact has kfake compact the logs, and records what is gone. kfake compacts all logs of all compacted topics at once;
// it is an error if the one that is named loses nothing. Kafka compacts nothing behind the first open transaction, and
// kfake would.
func (s *service) compact(at partition) error {
	before := map[partition]extent{}
	for _, each := range s.compactable() {
		log, err := s.read(each)
		if err != nil {
			return err
		}
		if info := s.cluster.PartitionInfo(each.topic, each.number); info.LastStableOffset < info.HighWatermark {
			return fmt.Errorf("%s/%d has a transaction that is open", each.topic, each.number)
		}
		before[each] = log
	}
	if _, ok := before[at]; !ok {
		return fmt.Errorf("%s/%d is not the log of a compacted topic", at.topic, at.number)
	}
	s.cluster.Compact()
	struck := false
	for _, each := range slices.SortedFunc(maps.Keys(before), partition.compare) {
		after, err := s.read(each)
		if err != nil {
			return err
		}
		gone := before[each].without(after)
		s.skipped(each, before[each].start, after.start)
		for _, offset := range gone {
			s.hooks.Record("kafka.compacted", "", trace.Str("topic", each.topic), trace.Str("topic_id", s.topicID(each.topic)),
				trace.Int("partition", int64(each.number)), trace.Int("offset", offset))
		}
		struck = struck || each == at && len(gone) > 0
	}
	if !struck {
		return fmt.Errorf("%s/%d has no record that another has superseded", at.topic, at.number)
	}
	return nil
}

// compactable are the logs of compacted topics.
func (s *service) compactable() (all []partition) {
	s.mu.Lock()
	names := slices.Sorted(maps.Keys(s.topics))
	s.mu.Unlock()
	for _, name := range names {
		info := s.cluster.TopicInfo(name)
		if info == nil || info.Configs["cleanup.policy"] == nil || !strings.Contains(*info.Configs["cleanup.policy"], "compact") {
			continue
		}
		for p := range s.partitions(name) {
			all = append(all, partition{name, p})
		}
	}
	return all
}
