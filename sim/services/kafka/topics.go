package main

import (
	"encoding/hex"
	"maps"

	"github.com/onceover/onceover/sim/trace"
)

func (s *service) createTopic(name string, partitions int32) error {
	var configs map[string]string
	if s.compacted[name] {
		configs = compacted
	}
	if err := s.cluster.CreateTopic(name, partitions, configs); err != nil {
		return err
	}
	s.observeTopic("", name, 0)
	return nil
}

func (s *service) deleteTopic(name string) error {
	if err := s.cluster.DeleteTopic(name); err != nil {
		return err
	}
	s.topicDeleted("", name)
	return nil
}

// observeTopic notes a topic that was created or got more partitions, and puts its leaders where they belong.
func (s *service) observeTopic(client, name string, errorCode int16) {
	info := s.cluster.TopicInfo(name)
	if errorCode != 0 || info == nil {
		return
	}
	known := s.setTopic(name, topic{info.TopicID, int32(len(s.cluster.PartitionInfos(name)))})
	s.place(name, known)
	s.hooks.Record("kafka.topic", client, trace.Str("topic", name), trace.Str("topic_id", hex.EncodeToString(info.TopicID[:])),
		trace.Int("partitions", int64(s.partitions(name))))
}

// setTopic returns how many partitions of the same topic were known before.
func (s *service) setTopic(name string, t topic) (known int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before := s.topics[name]; before.id == t.id {
		known = before.partitions
	}
	s.topics[name], s.names[t.id] = t, name
	return known
}

func (s *service) topicDeleted(client, name string) {
	id := s.topicID(name)
	s.mu.Lock()
	delete(s.topics, name)
	maps.DeleteFunc(s.starts, func(at partition, _ logStart) bool { return at.topic == name })
	s.mu.Unlock()
	s.hooks.Record("kafka.topic_deleted", client, trace.Str("topic", name), trace.Str("topic_id", id))
	s.forget(client, func(p position) bool { return p.at.topic == name })
}

func (s *service) partitions(name string) int32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.topics[name].partitions
}

// place moves the leaders of a topic's partitions from the given one on to where they belong.
func (s *service) place(name string, from int32) {
	for p := from; p < s.partitions(name); p++ {
		at := partition{name, p}
		if err := s.cluster.MoveTopicPartition(name, p, s.leader(at)); err != nil {
			return // the topic was deleted meanwhile
		}
	}
}

// leader is the node where a partition's leader belongs: the one asked for or, while that is down, the next that is up.
func (s *service) leader(at partition) int32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := int32(len(s.brokers))
	node, ok := s.leaders[at]
	if !ok {
		node = at.number%n + 1
	}
	for range n {
		if s.listeners[node] != nil {
			break
		}
		node = node%n + 1
	}
	return node
}
