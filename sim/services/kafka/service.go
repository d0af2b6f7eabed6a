package main

import (
	"fmt"
	"net"
	"sync"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/onceover/onceover/sim/guest"
)

// A service is one cluster.
type service struct {
	hooks   guest.Hooks
	cluster *kfake.Cluster
	brokers []string // address of node 1, 2, …
	data    storage  // where kfake keeps its logs; empty means in memory

	door sync.RWMutex // held while the cluster is restarted: nobody comes in

	mu        sync.Mutex
	starting  int32               // node that kfake opens its next listener for
	listeners map[int32]*listener // of the nodes that are up
	leaders   map[partition]int32 // where a leader belongs, if not by default
	topics    map[string]topic
	names     map[[16]byte]string  // of topics, those deleted included
	appended  map[batch]bool       // batches recorded, because a producer may send one twice
	held      map[transaction]held // those that are open
	// transactions is how many were committed that changed something.
	transactions int64
	offsets      map[position]string    // of groups: the topic's id when they were stored
	compacted    map[string]bool        // topics whose logs can be compacted
	starts       map[partition]logStart // of logs that were compacted
	withheld     map[partition]withheld // of logs of which not all is told
}

// A topic is one incarnation of a topic's name.
type topic struct {
	id         [16]byte
	partitions int32
}

// A batch is named by the offset that it got.
type batch struct {
	topic     [16]byte
	partition int32
	offset    int64
}

// start brings the cluster up as configured.
func start(c config, hooks guest.Hooks) (*service, error) {
	s := &service{
		hooks: hooks, brokers: c.brokers, data: c.data, leaders: c.leaders,
		listeners: map[int32]*listener{}, topics: map[string]topic{}, names: map[[16]byte]string{}, appended: map[batch]bool{},
		held: map[transaction]held{}, offsets: map[position]string{}, compacted: map[string]bool{}, starts: map[partition]logStart{}, withheld: map[partition]withheld{},
	}
	if err := s.open(); err != nil {
		return nil, err
	}
	for _, t := range c.topics {
		s.compacted[t.name] = t.compacted
		if err := s.createTopic(t.name, t.partitions); err != nil {
			return nil, fmt.Errorf("create topic %s: %w", t.name, err)
		}
	}
	return s, nil
}

// open starts kfake.
//
// kfake numbers its nodes from 0, and ours are numbered as their hosts: node 0 is a stand-in that leaves at once. The
// controller is the node with the highest number.
func (s *service) open() error {
	options := []kfake.Opt{
		kfake.NumBrokers(len(s.brokers) + 1), kfake.ClusterID("onceover"), kfake.ListenFn(s.listen), kfake.WithLogger(s),
		kfake.BrokerConfigs(map[string]string{"log.cleaner.backoff.ms": never}),
	}
	if s.data != "" {
		options = append(options, kfake.DataDir(string(s.data)))
	}
	cluster, err := kfake.NewCluster(options...)
	if err == nil {
		s.cluster = cluster
		err = cluster.RemoveNode(0)
	}
	if err != nil {
		return fmt.Errorf("start brokers: %w", err)
	}
	return nil
}

// listen is called by kfake for one node after the other.
func (s *service) listen(network, _ string) (net.Listener, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	node := s.starting
	s.starting++
	if node == 0 {
		return newStandIn(), nil
	}
	return s.listenAs(network, node)
}

func (s *service) listenAs(network string, node int32) (*listener, error) {
	l, err := net.Listen(network, s.brokers[node-1])
	if err != nil {
		return nil, fmt.Errorf("node %d: %w", node, err)
	}
	s.listeners[node] = newListener(s, l, s.brokers[node-1])
	return s.listeners[node], nil
}
