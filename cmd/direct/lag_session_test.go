package main

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// once is a step after which the program ends.
func once([]int64) bool { return false }

// left are the names of what is registered in the group.
func (o *observation) left(t *testing.T) (ids, owners []string) {
	t.Helper()
	for part, names := range map[string]*[]string{"ids": &ids, "owners/t": &owners} {
		var err error
		if *names, _, err = o.tree.Children("/consumers/g/" + part); err != nil {
			t.Fatal(err)
		}
	}
	return ids, owners
}

// TestCrash loses a consumer in the middle of a batch. It stays registered until its session ends. That changes no offset,
// so the monitor hears nothing, goes on to name the dead as the owner, and shows a lag that grows; it names the successor
// with the successor's first commit.
func TestCrash(t *testing.T) {
	o := observe(t)
	o.fill(t)
	dead, release := o.hold(t)
	_, stat, err := o.tree.Get("/consumers/g/owners/t/0")
	if err != nil {
		t.Fatal(err)
	}
	if ids, owners := o.left(t); len(ids) != 1 || len(owners) != partitions {
		t.Errorf("before the session ends: consumers %v, owners of %v", ids, owners)
	}
	if !o.server.ExpireSession(stat.EphemeralOwner) {
		t.Fatalf("the owner's session %#x is none", stat.EphemeralOwner)
	}
	if ids, owners := o.left(t); len(ids)+len(owners) > 0 {
		t.Errorf("after the session: consumers %v, owners of %v", ids, owners)
	}
	o.expect(t, "of the dead", 75, 75, 75, 75)
	o.fill(t)
	o.expect(t, "of the dead, later", 150, 150, 150, 150)
	for p, s := range o.seen {
		if s.owner != dead {
			t.Errorf("partition %d is said to be of %s, not of %s", p, s.owner, dead)
		}
	}
	commits := 0
	// It fails if the monitor saw anything before its first commit. By its second it has stored what the dead cannot have.
	successor := o.run(t, func([]int64) bool { commits++; return commits < 2 })
	if successor == dead {
		t.Errorf("%s is the successor of itself", dead)
	}
	release()
}

// TestMonitorComesLater starts a monitor when the group has stopped, and so has offsets and no owners. Its reads are
// Burrow's, in the order in which Burrow makes them. When its own session ends, it makes all of them again.
func TestMonitorComesLater(t *testing.T) {
	o := observe(t)
	o.fill(t)
	o.run(t, once)
	late := watch(t, o.zookeeper)
	reads := []string{
		"ChildrenW /consumers", "ExistsW /consumers/g/offsets", "ChildrenW /consumers/g/offsets", "ChildrenW /consumers/g/offsets/t",
	}
	for p := range partitions {
		reads = append(reads, fmt.Sprint("GetW /consumers/g/offsets/t/", p), fmt.Sprint("GetW /consumers/g/owners/t/", p))
	}
	for _, when := range []string{"at first", "in another session"} {
		for p := range partitions {
			want := o.seen[p]
			want.owner = ""
			if s := <-late.sightings; s != want {
				t.Errorf("%s the monitor sees %+v, want %+v", when, s, want)
			}
		}
		late.mu.Lock()
		if diff := cmp.Diff(reads, late.reads); diff != "" {
			t.Errorf("reads %s (-want +got):\n%s", when, diff)
		}
		late.reads = nil
		late.mu.Unlock()
		if when == "at first" && !o.server.ExpireSession(late.conn.SessionID()) {
			t.Fatal("the monitor has no session")
		}
	}
}
