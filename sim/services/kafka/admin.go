package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// addPartitions raises a topic's number of partitions. kfake has no call for it, so the controller is sent a request over
// a connection inside the process, past all points.
func (s *service) addPartitions(name string, total int32) error {
	if has := s.partitions(name); has == total { // kfake takes this for done
		return fmt.Errorf("add partitions to %s: it has %d already", name, has)
	}
	r := kmsg.NewPtrCreatePartitionsRequest()
	r.Version, r.TimeoutMillis = 3, 1000
	t := kmsg.NewCreatePartitionsRequestTopic()
	t.Topic, t.Count = name, total
	r.Topics = append(r.Topics, t)
	answer, err := s.ask(int32(len(s.brokers)), r)
	if err != nil {
		return fmt.Errorf("add partitions to %s: %w", name, err)
	}
	for _, t := range answer.(*kmsg.CreatePartitionsResponse).Topics {
		if err := kerr.ErrorForCode(t.ErrorCode); err != nil {
			return fmt.Errorf("add partitions to %s: %w", name, err)
		}
	}
	s.observeTopic("", name, 0)
	return nil
}

// ask sends a node one request and waits for its answer. The controller is the node with the highest number.
func (s *service) ask(node int32, r kmsg.Request) (kmsg.Response, error) {
	s.mu.Lock()
	l := s.listeners[node]
	s.mu.Unlock()
	if l == nil {
		return nil, fmt.Errorf("node %d is down", node)
	}
	near, far := net.Pipe()
	defer near.Close()
	l.inject(far)
	q := &request{key: r.Key(), version: r.GetVersion()}
	if _, err := near.Write(kmsg.NewRequestFormatter().AppendRequest(nil, r, 1)); err != nil {
		return nil, err
	}
	in := bufio.NewReader(near)
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return nil, err
	}
	frame := make([]byte, 4+binary.BigEndian.Uint32(size[:]))
	if _, err := io.ReadFull(in, frame[4:]); err != nil {
		return nil, err
	}
	return q.decodeAnswer(frame)
}
