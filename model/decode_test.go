package model

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/trace"
)

func TestIdentities(t *testing.T) {
	cases := []struct {
		text string
		want []string
	}{
		{"", nil},
		{"rec-2-000017....", []string{"rec-2-000017"}},
		{`{"value":"rec-0-000001","again":"rec-0-000001","next":"rec-12-1234567"}`, []string{"rec-0-000001", "rec-12-1234567"}},
		{"rec-2-00017", nil},
		{"rec--000017 rec-x-000017", nil},
		{"rec-rec-1-000000", []string{"rec-1-000000"}},
		{"rec-1-000000-000000rec-1-000002", []string{"rec-1-000000", "rec-1-000002"}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, Identities(c.text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
}

// The scanner finds what the expression in its documentation finds.
func FuzzIdentities(f *testing.F) {
	for _, seed := range []string{"rec-2-000017....", "rec-rec-1-0000000", "rec-1-00000rec-1-000001", "rec-1-000001rec-1-000001"} {
		f.Add(seed)
	}
	token := regexp.MustCompile(`rec-[0-9]+-[0-9]{6,}`)
	f.Fuzz(func(t *testing.T, text string) {
		var want []string
		for _, found := range token.FindAllString(text, -1) {
			if !slices.Contains(want, found) {
				want = append(want, found)
			}
		}
		if diff := cmp.Diff(want, Identities(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	})
}

func zookeeperWrite(kind, path, data string) trace.Event {
	return trace.Event{Name: "zookeeper.write", Args: []trace.Arg{
		trace.Str("kind", kind), trace.Str("path", path), trace.Str("data", data), trace.Str("client", "consumer#1"),
	}}
}

func redisSet(key, value string) trace.Event {
	return trace.Event{Name: "redis.effect", Args: []trace.Arg{
		trace.Str("command", "SET"), trace.Str("key", key), trace.Str("value", value), trace.Int("txn", 7), trace.Str("client", "consumer#1"),
	}}
}

func TestAnyCommit(t *testing.T) {
	cases := []struct {
		name  string
		event trace.Event
		want  Commit
		ok    bool
	}{
		{"zookeeper", zookeeperWrite("set", "/consumers/g/offsets/t/2", "25"), Commit{Group: "g", Topic: "t", Partition: 2, Offset: 25, Client: "consumer#1"}, true},
		{"below a chroot", zookeeperWrite("create", "/kafka/consumers/g/offsets/t/0", "0"), Commit{Group: "g", Topic: "t", Client: "consumer#1"}, true},
		{"removed", zookeeperWrite("delete", "/consumers/g/offsets/t/2", ""), Commit{Group: "g", Topic: "t", Partition: 2, Client: "consumer#1", Removed: true}, true},
		{"leading zero", zookeeperWrite("set", "/consumers/g/offsets/t/2", "025"), Commit{Group: "g", Topic: "t", Partition: 2, Offset: 25, Client: "consumer#1", Malformed: true}, true},
		{"a parent", zookeeperWrite("create", "/consumers/g/offsets/t", ""), Commit{}, false},
		{"another node", zookeeperWrite("set", "/consumers/g/owners/t/2", "25"), Commit{}, false},
		{"redis", redisSet("offset:g:t:2", "25"), Commit{Group: "g", Topic: "t", Partition: 2, Offset: 25, Client: "consumer#1", Txn: 7}, true},
		{"a group with a colon", redisSet("offset:g:h:t:2", "25"), Commit{Group: "g:h", Topic: "t", Partition: 2, Offset: 25, Client: "consumer#1", Txn: 7}, true},
		{"too few parts", redisSet("offset:2", "25"), Commit{}, false},
		{"a result", redisSet("out:t:2", "25"), Commit{}, false},
	}
	for _, c := range cases {
		got, ok := AnyCommit(c.event)
		if diff := cmp.Diff(c.want, got); diff != "" || ok != c.ok {
			t.Errorf("%s: ok %t (-want +got):\n%s", c.name, ok, diff)
		}
	}
}

// Whatever a program writes to its stores, reading it does not fail, and what is read is a place in a log.
func FuzzAnyCommit(f *testing.F) {
	f.Add("/consumers/g/offsets/t/2", "25")
	f.Add("offset:g:t:2", "-1")
	f.Add("offset::", "")
	f.Fuzz(func(t *testing.T, key, data string) {
		for _, e := range []trace.Event{zookeeperWrite("set", key, data), redisSet(key, data)} {
			if c, ok := AnyCommit(e); ok && !c.Malformed && (c.Offset < 0 || c.Partition < 0) {
				t.Errorf("%s read as %+v", e, c)
			}
		}
	})
}
