package main

import (
	"encoding/json"
	"fmt"

	"github.com/onceover/onceover/sim/trace"
)

// A message is an order of the world:
//
//	{"op":"move_leader","topic":"t","partition":0,"node":2}
//	{"op":"remove_node","node":2}                    the broker is gone and its leaders move on
//	{"op":"add_node","node":2}                       it is back and leads what belongs to it
//	{"op":"delete_records","topic":"t","partition":0,"offset":100}
//	{"op":"add_partitions","topic":"t","partitions":8}   how many there are then
//	{"op":"create_topic","topic":"t","partitions":4}
//	{"op":"delete_topic","topic":"t"}
type message struct {
	Op         string `json:"op"`
	Topic      string `json:"topic"`
	Partition  int32  `json:"partition"`
	Partitions int32  `json:"partitions"`
	Node       int32  `json:"node"`
	Offset     int64  `json:"offset"`
}

// control obeys one message and records how that went, as kafka.control.
func (s *service) control(raw []byte) {
	var m message
	err := json.Unmarshal(raw, &m)
	if err == nil {
		err = s.obey(m)
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	s.hooks.Record("kafka.control", "", trace.Str("op", m.Op), trace.Str("error", text))
}

func (s *service) obey(m message) error {
	switch m.Op {
	case "move_leader":
		return s.moveLeader(partition{m.Topic, m.Partition}, m.Node)
	case "remove_node":
		return s.removeNode(m.Node)
	case "add_node":
		return s.addNode(m.Node)
	case "delete_records":
		return s.deleteRecords(partition{m.Topic, m.Partition}, m.Offset)
	case "add_partitions":
		return s.addPartitions(m.Topic, m.Partitions)
	case "create_topic":
		return s.createTopic(m.Topic, m.Partitions)
	case "delete_topic":
		if err := s.cluster.DeleteTopic(m.Topic); err != nil {
			return err
		}
		s.topicDeleted("", m.Topic)
		return nil
	}
	return fmt.Errorf("unknown op %q", m.Op)
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

func (s *service) deleteRecords(at partition, offset int64) error {
	if err := s.cluster.DeleteRecords(at.topic, at.number, offset); err != nil {
		return err
	}
	s.recordsDeleted("", at, s.cluster.PartitionInfo(at.topic, at.number).LogStartOffset)
	return nil
}
