package zookeeper

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// TestTree is what the ensemble has agreed on, of which the first member has not heard yet.
func TestTree(t *testing.T) {
	s := NewState(Config{Members: 3, ExtendedTypes: true}, 0)
	s.Lag(0, int64(time.Hour))
	id, _, _, err := s.Connect(1, &wire.ConnectRequest{Timeout: 10000}, "10.0.0.8", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []wire.Request{
		{Op: wire.OpCreateContainer, Path: "/c", ACL: wire.OpenACL, Flags: 4, TTL: -1},
		{Op: wire.OpCreateTTL, Path: "/c/t", Data: []byte("5"), ACL: wire.OpenACL, Flags: 5, TTL: 7000},
	} {
		if reply, _ := s.Apply(id, &r, 3e6); reply.Err != wire.OK {
			t.Fatal(reply.Err)
		}
	}
	all := s.Tree()
	var paths []string
	for _, z := range all {
		paths = append(paths, z.Path)
	}
	want := []string{"/", "/c", "/c/t", "/zookeeper", "/zookeeper/config", "/zookeeper/quota"}
	if d := cmp.Diff(want, paths); d != "" {
		t.Fatalf("paths (-want +got):\n%s", d)
	}
	stat := wire.Stat{Czxid: 1<<32 + 3, Mzxid: 1<<32 + 3, Pzxid: 1<<32 + 3, Ctime: 3, Mtime: 3, DataLength: 1}
	stat.EphemeralOwner = all[2].Stat.EphemeralOwner // a mark of the time to live, which other tests hold
	if d := cmp.Diff(Znode{"/c/t", []byte("5"), wire.OpenACL, stat, false, 7000}, all[2]); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if !all[1].Container || all[1].TTL != 0 {
		t.Errorf("%+v", all[1])
	}
	var again []Znode
	if text, err := json.Marshal(all); err != nil || json.Unmarshal(text, &again) != nil || !cmp.Equal(all, again) {
		t.Errorf("lost on the way through JSON: %s, %v", cmp.Diff(all, again), err)
	}
}

func TestSessions(t *testing.T) {
	s := NewState(Config{Members: 2, Tick: time.Second}, 0)
	for member, timeout := range []int32{3000, 5000} {
		if _, _, _, err := s.Connect(member, &wire.ConnectRequest{Timeout: timeout}, "10.0.0.8", 0); err != nil {
			t.Fatal(err)
		}
	}
	want := []Session{
		{firstSession(1, 0), 0, 3 * time.Second, time.Unix(4, 0)},
		{firstSession(2, 0), 1, 5 * time.Second, time.Unix(6, 0)},
	}
	if d := cmp.Diff(want, s.Sessions()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
