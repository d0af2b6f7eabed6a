package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseConfig(t *testing.T) {
	got, err := parseConfig("kafka-1:9092,kafka-2:9092", "t=4,a/b=1", "t/0=2,a/b/0=1", "a/b")
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		brokers: []string{"kafka-1:9092", "kafka-2:9092"},
		topics:  []topicConfig{{"t", 4, false}, {"a/b", 1, true}},
		leaders: map[partition]int32{{"t", 0}: 2, {"a/b", 0}: 1},
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(config{}, topicConfig{}, partition{})); d != "" {
		t.Fatal(d)
	}
}

func TestParseConfigRefuses(t *testing.T) {
	for _, c := range [][4]string{
		{"", "", "", ""}, {"a:1", "t", "", ""}, {"a:1", "t=0", "", ""}, {"a:1", "t=x", "", ""}, {"a:1", "=1", "", ""},
		{"a:1", "", "t/0", ""}, {"a:1", "", "t/0=2", ""}, {"a:1", "", "t/0=0", ""}, {"a:1", "", "t=1", ""}, {"a:1", "", "t/-1=1", ""},
		{"a:1", "t=1", "", "u"},
	} {
		if _, err := parseConfig(c[0], c[1], c[2], c[3]); err == nil {
			t.Errorf("%q was accepted", c)
		}
	}
}
