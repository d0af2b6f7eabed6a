package main

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
)

// sighting is what a lag monitor learns at once: a partition's offset with its place and time, and who owns it.
type sighting struct {
	group, topic string
	partition    int
	offset       int64
	order        int64 // the offset node's mzxid
	timestamp    int64 // its mtime, in milliseconds since 1970
	owner        string
}

// monitor follows all groups as Burrow's module kafka_zk does: it makes the same reads in the same order, sets the same
// watches and sets them again when they fire.
type monitor struct {
	conn      *zk.Conn
	sightings chan sighting
	running   sync.WaitGroup

	mu     sync.Mutex
	reads  []string
	known  map[string]bool // groups, and <group>/<topic>s, that are followed
	counts map[string]int  // partitions by <group>/<topic>
}

// watch starts a monitor of the groups in a ZooKeeper, which ends with the test.
func watch(t *testing.T, address string) *monitor {
	t.Helper()
	conn, events, err := zk.Connect([]string{address}, 30*time.Second, zk.WithLogInfo(false))
	if err != nil {
		t.Fatal(err)
	}
	// A test that fails stops to receive; the monitor must be able to end all the same.
	m := &monitor{conn: conn, sightings: make(chan sighting, 1<<16), known: map[string]bool{}, counts: map[string]int{}}
	m.running.Go(m.groups)
	m.running.Go(func() { m.reconnect(events) })
	t.Cleanup(func() {
		conn.Close()
		m.running.Wait()
	})
	return m
}

// reconnect begins anew in each session after the first: with a session its watches end.
func (m *monitor) reconnect(events <-chan zk.Event) {
	expired := false
	for e := range events {
		expired = expired || e.State == zk.StateExpired
		if expired && e.State == zk.StateHasSession {
			expired = false
			m.mu.Lock()
			m.known, m.counts = map[string]bool{}, map[string]int{}
			m.mu.Unlock()
			m.running.Go(m.groups)
		}
	}
}

// read notes a read.
func (m *monitor) read(call, path string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads = append(m.reads, call+" "+path)
	return path
}

// follow is true the first time that something is to be followed.
func (m *monitor) follow(what string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen := m.known[what]
	m.known[what] = true
	return !seen
}

// again calls a step when its watch fires, unless the session has ended. The step looks for what is new only if the
// event is the one that it waits for.
func (m *monitor) again(events <-chan zk.Event, want zk.EventType, step func(look bool)) {
	m.running.Go(func() {
		if e := <-events; e.Type != zk.EventNotWatching {
			step(e.Type == want)
		}
	})
}

// groups lists the groups, and follows each.
func (m *monitor) groups() { m.listGroups(true) }

func (m *monitor) listGroups(look bool) {
	groups, _, events, err := m.conn.ChildrenW(m.read("ChildrenW", "/consumers"))
	if err != nil {
		return
	}
	m.again(events, zk.EventNodeChildrenChanged, m.listGroups)
	for _, group := range groups {
		if look && m.follow(group) {
			m.running.Go(func() { m.listTopics(group, true) })
		}
	}
}

// listTopics waits until a group has offsets, lists its topics, and follows each.
func (m *monitor) listTopics(group string, look bool) {
	path := "/consumers/" + group + "/offsets"
	exists, _, created, err := m.conn.ExistsW(m.read("ExistsW", path))
	if err != nil || !exists && (<-created).Type == zk.EventNotWatching {
		return
	}
	topics, _, events, err := m.conn.ChildrenW(m.read("ChildrenW", path))
	if err != nil {
		return
	}
	m.again(events, zk.EventNodeChildrenChanged, func(look bool) { m.listTopics(group, look) })
	for _, topic := range topics {
		if look && m.follow(group+"/"+topic) {
			m.running.Go(func() { m.listPartitions(group, topic, true) })
		}
	}
}

// listPartitions counts a topic's partitions, and follows those that are new by their numbers, not by their names.
func (m *monitor) listPartitions(group, topic string, look bool) {
	partitions, _, events, err := m.conn.ChildrenW(m.read("ChildrenW", fmt.Sprintf("/consumers/%s/offsets/%s", group, topic)))
	if err != nil {
		return
	}
	m.again(events, zk.EventNodeChildrenChanged, func(look bool) { m.listPartitions(group, topic, look) })
	if !look {
		return
	}
	m.mu.Lock()
	first := m.counts[group+"/"+topic]
	m.counts[group+"/"+topic] = max(first, len(partitions))
	m.mu.Unlock()
	for p := first; p < len(partitions); p++ {
		m.readOffset(group, topic, p, true)
	}
}

// readOffset reads a partition's offset and its owner. An offset that is not plain decimal is passed over.
func (m *monitor) readOffset(group, topic string, partition int, look bool) {
	offset, stat, events, err := m.conn.GetW(m.read("GetW", fmt.Sprintf("/consumers/%s/offsets/%s/%d", group, topic, partition)))
	owner, _, _, _ := m.conn.GetW(m.read("GetW", fmt.Sprintf("/consumers/%s/owners/%s/%d", group, topic, partition)))
	if err != nil {
		return
	}
	m.again(events, zk.EventNodeDataChanged, func(look bool) { m.readOffset(group, topic, partition, look) })
	if !look {
		return
	}
	n, err := strconv.ParseInt(string(offset), 10, 64)
	if err != nil {
		return
	}
	m.sightings <- sighting{group, topic, partition, n, stat.Mzxid, stat.Mtime, string(owner)}
}
