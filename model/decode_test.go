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
