package model

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/trace"
)

func TestLineCommits(t *testing.T) {
	const node = "/consumers/g/offsets/t"
	at := func(partition int, offset int64) Commit {
		return Commit{Group: "g", Topic: "t", Partition: partition, Offset: offset, Client: "consumer#1"}
	}
	malformed := func(partition int) Commit {
		c := at(partition, 0)
		c.Malformed = true
		return c
	}
	for _, c := range []struct {
		name  string
		event trace.Event
		want  []Commit
	}{
		{"a line", zookeeperWrite("set", node, "0:123,1:456"), []Commit{at(0, 123), at(1, 456)}},
		{"below a chroot", zookeeperWrite("create", "/kafka"+node, "10:0"), []Commit{at(10, 0)}},
		{"a parent", zookeeperWrite("create", node, ""), nil},
		{"a partition's own", zookeeperWrite("set", node+"/0", "123"), nil},
		{"another node", zookeeperWrite("set", "/consumers/g/owners/t", "0:1"), nil},
		{"a torn line", zookeeperWrite("set", node, "0:123,1:"), []Commit{at(0, 123), malformed(1)}},
		{"a line of something else", zookeeperWrite("set", node, "{}"), []Commit{malformed(0)}},
		{"a negative offset", zookeeperWrite("set", node, "3:-1"), []Commit{func() Commit { c := malformed(3); c.Offset = -1; return c }()}},
		{"not of zookeeper", redisSet(node, "0:1"), nil},
	} {
		if diff := cmp.Diff(c.want, LineCommits(c.event)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	e := zookeeperWrite("restore", node, "0:7")
	e.Args = append(e.Args, trace.Int("zxid", 5))
	want := at(0, 7)
	want.Restored, want.Txn = true, -5
	if diff := cmp.Diff([]Commit{want}, LineCommits(e)); diff != "" {
		t.Errorf("a backup (-want +got):\n%s", diff)
	}
}
