package main

import (
	"fmt"
	"maps"
	"slices"
)

// removeNode ends a broker and its connections.
func (s *service) removeNode(node int32) error {
	s.mu.Lock()
	l, up := s.listeners[node], len(s.listeners)
	s.mu.Unlock()
	if l == nil || up == 1 {
		return fmt.Errorf("node %d is not up, or is the last one", node)
	}
	if err := s.cluster.RemoveNode(node); err != nil {
		return err
	}
	l.reset()
	s.mu.Lock()
	delete(s.listeners, node)
	s.mu.Unlock()
	s.placeAll()
	return nil
}

// addNode starts a broker again.
func (s *service) addNode(node int32) error {
	if node < 1 || int(node) > len(s.brokers) {
		return fmt.Errorf("node %d is not of the cluster", node)
	}
	s.mu.Lock()
	s.starting = node
	s.mu.Unlock()
	if _, _, err := s.cluster.AddNode(node, 0); err != nil {
		return err
	}
	s.placeAll()
	return nil
}

// placeAll undoes that kfake draws all leaders anew when a broker leaves or comes.
func (s *service) placeAll() {
	s.mu.Lock()
	names := slices.Sorted(maps.Keys(s.topics))
	s.mu.Unlock()
	for _, name := range names {
		s.place(name, 0)
	}
}
