package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// An order is a control message of the world:
//
//	{"do":"move_leader","topic":"t","partition":0,"node":2}
//	{"do":"remove_node","node":2}                    the broker is gone and its leaders move on
//	{"do":"add_node","node":2}                       it is back and leads what belongs to it
//	{"do":"delete_records","topic":"t","partition":0,"offset":100}
//	{"do":"truncate","topic":"t","partition":0,"offset":100}   the log ends there, or where the batch of that offset begins
//	{"do":"compact","topic":"t","partition":0}       superseded records are gone, but for those of the last batch
//	{"do":"tell_end","topic":"t","partition":0,"offset":100}   who asks where the log ends is told this, if it is lower
//	{"do":"tell_true_end","topic":"t","partition":0} and no longer
//	{"do":"shorten_fetches","topic":"t","partition":0}   a fetch gets one batch of the log at most
//	{"do":"fetch_whole","topic":"t","partition":0}   and as many as fit again
//	{"do":"add_partitions","topic":"t","partitions":8}   how many there are then
//	{"do":"create_topic","topic":"t","partitions":4}
//	{"do":"delete_topic","topic":"t"}
//	{"do":"recreate_topic","topic":"t","partitions":4}   the one after the other
type order struct {
	Do         string `json:"do"`
	ID         int64  `json:"id"` // whose order it is: comes back in the answer
	Topic      string `json:"topic"`
	Partition  int32  `json:"partition"`
	Partitions int32  `json:"partitions"`
	Node       int32  `json:"node"`
	Offset     int64  `json:"offset"`
}

// control carries out one order. It is answered as an operation that nobody asked for but the world: kafka.control is
// applied, with what went wrong, if anything.
func (s *service) control(raw []byte) {
	var o order
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(&o)
	if err == nil {
		err = s.obey(o)
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	s.hooks.Point(guest.Applied, "kafka.control", "",
		trace.Str("do", o.Do), trace.Int("id", o.ID), trace.Str("error", text))
}

func (s *service) obey(o order) error {
	switch o.Do {
	case "move_leader":
		return s.moveLeader(partition{o.Topic, o.Partition}, o.Node)
	case "remove_node":
		return s.removeNode(o.Node)
	case "add_node":
		return s.addNode(o.Node)
	case "delete_records":
		return s.deleteRecords(partition{o.Topic, o.Partition}, o.Offset)
	case "truncate":
		return s.truncate(partition{o.Topic, o.Partition}, o.Offset)
	case "compact":
		return s.compact(partition{o.Topic, o.Partition})
	case "tell_end", "tell_true_end", "shorten_fetches", "fetch_whole":
		return s.withhold(o)
	case "add_partitions":
		return s.addPartitions(o.Topic, o.Partitions)
	case "create_topic":
		return s.createTopic(o.Topic, o.Partitions)
	case "delete_topic":
		return s.deleteTopic(o.Topic)
	case "recreate_topic":
		if err := s.deleteTopic(o.Topic); err != nil {
			return err
		}
		return s.createTopic(o.Topic, o.Partitions)
	}
	return fmt.Errorf("unknown order %q", o.Do)
}

func (s *service) moveLeader(at partition, node int32) error {
	if err := s.cluster.MoveTopicPartition(at.topic, at.number, node); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leaders[at] = node
	return nil
}

// deleteRecords fails where the log begins there for clients too, and nothing would be deleted: kfake lets that pass.
func (s *service) deleteRecords(at partition, offset int64) error {
	_, earlier := s.startsNow()[at]
	if log := s.cluster.PartitionInfo(at.topic, at.number); log != nil && log.LogStartOffset == offset && !earlier {
		return fmt.Errorf("%s/%d begins at %d already", at.topic, at.number, offset)
	}
	if err := s.cluster.DeleteRecords(at.topic, at.number, offset); err != nil {
		return err
	}
	s.recordsDeleted("", at, s.cluster.PartitionInfo(at.topic, at.number).LogStartOffset)
	return nil
}
