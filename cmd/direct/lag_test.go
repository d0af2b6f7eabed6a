package main

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// observation compares what a monitor sees of group g with what the consumer does. The consumer stops after each step
// until the monitor has seen it.
type observation struct {
	*world
	monitor *monitor
	tree    *zk.Conn
	// partitions are how many the topic has.
	partitions int
	seen       map[int]sighting
}

// observe starts a monitor next to a world where no group has been yet. The parent of all groups is the broker's to make.
func observe(t *testing.T) *observation {
	t.Helper()
	w := newWorld(t)
	tree, _, err := zk.Connect([]string{w.zookeeper}, 30e9, zk.WithLogInfo(false))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	if _, err := tree.Create("/consumers", nil, 0, zk.WorldACL(zk.PermAll)); err != nil {
		t.Fatal(err)
	}
	return &observation{world: w, monitor: watch(t, w.zookeeper), tree: tree, partitions: partitions, seen: map[int]sighting{}}
}

// run runs the program, and calls step after each of its commits, once the monitor has seen the commit; the program ends
// when step is false. It returns the owner that it was.
func (o *observation) run(t *testing.T, step func(lag []int64) bool) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := &observedStore{t: t, o: o}
	s.after = func() {
		if !step(o.lag()) {
			cancel()
		}
	}
	if status := direct.Run(ctx, o.args("append"), version, t.Output(), func(c *consumer.Config) { s.inner, c.Store = c.Store, s }); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	return s.owner
}

// observedStore is a store whose every step is looked at.
type observedStore struct {
	inner consumer.Store
	t     *testing.T
	o     *observation
	owner string
	after func()
}

// Load looks for the whole layout, of which a consumer that has committed nothing has all but the offsets.
func (s *observedStore) Load(ctx context.Context, ps []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	loaded, err := s.inner.Load(ctx, ps)
	if err == nil {
		s.owner = s.o.owner(s.t)
		if _, _, err := s.o.tree.Get("/consumers/g/offsets/t"); err != nil {
			s.t.Fatalf("no place for offsets before the first of them: %v", err)
		}
	}
	return loaded, err
}

func (s *observedStore) Store(ctx context.Context, c consumer.Commit) error {
	if err := s.inner.Store(ctx, c); err != nil {
		return err
	}
	s.o.await(s.t, s.owner, c.Ranges)
	s.after()
	return nil
}

// owner returns who owns all partitions of the topic, and holds the nodes to the form that Kafka's own consumers gave
// them: the owner, cut at its last dash, is a consumer that is registered.
func (o *observation) owner(t *testing.T) string {
	t.Helper()
	owner := ""
	for p := range o.partitions {
		data, _, err := o.tree.Get("/consumers/g/owners/t/" + strconv.Itoa(p))
		if err != nil || p > 0 && string(data) != owner {
			t.Fatalf("owner of partition %d: %q, error %v; of those before: %q", p, data, err, owner)
		}
		owner = string(data)
	}
	id := owner[:strings.LastIndexByte(owner, '-')]
	data, stat, err := o.tree.Get("/consumers/g/ids/" + id)
	if err != nil || stat.EphemeralOwner == 0 {
		t.Fatalf("consumer %s of owner %s: %v, session %#x", id, owner, err, stat.EphemeralOwner)
	}
	var about struct{ Timestamp string }
	if err := json.Unmarshal(data, &about); err != nil {
		t.Fatal(err)
	}
	want := `{"version":1,"subscription":{"t":1},"pattern":"static","timestamp":"` + about.Timestamp + `"}`
	if string(data) != want || !strings.Contains(id, "-"+about.Timestamp+"-") {
		t.Fatalf("consumer %s registered\n%s, want\n%s", id, data, want)
	}
	return owner
}

// await takes what the monitor sees of one commit: a pair of offset and owner for each of its partitions, all written at
// the same place of ZooKeeper's order.
func (o *observation) await(t *testing.T, owner string, ranges []consumer.Range) {
	t.Helper()
	want, got := map[int]int64{}, map[int]int64{}
	var order int64
	for _, r := range ranges {
		want[int(r.ID)] = r.Until
		s := <-o.monitor.sightings
		got[s.partition] = s.offset
		_, stat, err := o.tree.Get("/consumers/g/offsets/t/" + strconv.Itoa(s.partition))
		if err != nil || s.timestamp != stat.Mtime || s.order != stat.Mzxid || s.owner != owner || order != 0 && s.order != order {
			t.Fatalf("saw %+v, want owner %s, order %d, time %d (error %v)", s, owner, stat.Mzxid, stat.Mtime, err)
		}
		order, o.seen[s.partition] = s.order, s
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("the monitor saw another commit:\n%s", diff)
	}
}

// lag is what the monitor says of each partition that it knows: what the broker has beyond the offset.
func (o *observation) lag() []int64 {
	var lags []int64
	for _, p := range slices.Sorted(maps.Keys(o.seen)) {
		lags = append(lags, o.kafka.PartitionInfo("t", int32(p)).HighWatermark-o.seen[p].offset)
	}
	return lags
}

// expect compares the lag of each partition.
func (o *observation) expect(t *testing.T, when string, want ...int64) {
	t.Helper()
	if diff := cmp.Diff(want, o.lag()); diff != "" {
		t.Errorf("lag %s:\n%s", when, diff)
	}
}
