package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A config says what the cluster looks like when it starts.
type config struct {
	brokers []string // host:port of node 1, 2, …
	topics  []topicConfig
	leaders map[partition]int32 // where they differ from the default
	data    storage             // a directory, without which no log can be truncated
}

type topicConfig struct {
	name       string
	partitions int32
	compacted  bool
}

// A partition names one partition of a topic.
type partition struct {
	topic  string
	number int32
}

func parseConfig(brokers, topics, leaders, compacted string) (config, error) {
	c := config{brokers: split(brokers), leaders: map[partition]int32{}}
	if len(c.brokers) == 0 {
		return config{}, fmt.Errorf("no brokers")
	}
	for _, item := range split(topics) {
		name, n, err := assignment(item)
		if err != nil || n < 1 {
			return config{}, fmt.Errorf("topic %q is not name=partitions", item)
		}
		c.topics = append(c.topics, topicConfig{name: name, partitions: n})
	}
	for _, name := range split(compacted) {
		i := slices.IndexFunc(c.topics, func(t topicConfig) bool { return t.name == name })
		if i < 0 {
			return config{}, fmt.Errorf("compacted topic %q is not one of the topics", name)
		}
		c.topics[i].compacted = true
	}
	for _, item := range split(leaders) {
		name, node, err := assignment(item)
		if err != nil || node < 1 || int(node) > len(c.brokers) {
			return config{}, fmt.Errorf("leader %q is not topic/partition=node of a broker", item)
		}
		p, err := parsePartition(name)
		if err != nil {
			return config{}, fmt.Errorf("leader %q: %w", item, err)
		}
		c.leaders[p] = node
	}
	return c, nil
}

func (p partition) compare(q partition) int {
	return cmp.Or(cmp.Compare(p.topic, q.topic), cmp.Compare(p.number, q.number))
}

func parsePartition(s string) (partition, error) {
	i := strings.LastIndexByte(s, '/')
	if i < 1 {
		return partition{}, fmt.Errorf("%q is not topic/partition", s)
	}
	n, err := strconv.ParseInt(s[i+1:], 10, 32)
	if err != nil || n < 0 {
		return partition{}, fmt.Errorf("%q is not topic/partition", s)
	}
	return partition{s[:i], int32(n)}, nil
}

func assignment(s string) (name string, n int32, err error) {
	name, text, ok := strings.Cut(s, "=")
	if !ok || name == "" {
		return "", 0, fmt.Errorf("%q is not name=number", s)
	}
	v, err := strconv.ParseInt(text, 10, 32)
	return name, int32(v), err
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}
