package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

// shelf is a Store that keeps the offsets of one partition, and writes down what it is asked.
type shelf struct {
	at    consumer.Position
	fails int // so many more times
	lines []string
}

func (s *shelf) Load(_ context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	if s.fails--; s.fails >= 0 {
		return nil, errors.New("unreadable")
	}
	return map[consumer.Partition]consumer.Position{partitions[0]: s.at}, nil
}

func (s *shelf) Store(_ context.Context, c consumer.Commit) error {
	if s.fails--; s.fails >= 0 {
		return errors.New("refused")
	}
	for _, r := range c.Ranges {
		s.at = consumer.Position{Offset: r.Until, Epoch: r.Epoch, TopicID: c.TopicID}
		s.lines = append(s.lines, fmt.Sprint(r.Partition, " ", r.Until, " epoch ", r.Epoch))
	}
	return nil
}

// TestStores tells what each store makes of some commits, the first of which fails where that matters, and where a consumer
// then goes on.
func TestStores(t *testing.T) {
	t.Cleanup(func() { version = "v1" })
	for name, c := range map[string]struct {
		version string
		fails   int
		commits []int64
		lines   []string
		loaded  int64
	}{
		"stale-retry":     {"v1", 1, []int64{5, 9}, []string{"t/0 9 epoch 9", "t/0 5 epoch 5"}, 5},
		"one-too-far":     {"v1", 0, []int64{5}, []string{"t/0 5 epoch 5"}, 6},
		"old-convention":  {"old", 0, []int64{5}, []string{"t/0 4 epoch 5"}, 5},
		"correct":         {"v1", 0, []int64{5}, []string{"t/0 5 epoch 5"}, 5},
		"narrow-offset":   {"v1", 0, []int64{255, 260}, []string{"t/0 255 epoch 255", "t/0 4 epoch 260"}, 4},
		"never-backwards": {"v1", 0, []int64{9, 5, 7}, []string{"t/0 9 epoch 9"}, 7},
		"stale-epoch":     {"v1", 0, []int64{5, 9}, []string{"t/0 5 epoch 5", "t/0 9 epoch 5"}, 9},
		"recreate-blind":  {"v1", 0, []int64{5}, []string{"t/0 5 epoch 5"}, 5},
	} {
		version = c.version
		s := &shelf{fails: c.fails}
		config := consumer.Config{Store: s}
		variants[name](&config)
		p := consumer.Partition{Topic: "t"}
		for _, until := range c.commits {
			commit := consumer.Commit{TopicID: consumer.TopicID{1}, Ranges: []consumer.Range{{Partition: p, Until: until, Epoch: int32(until)}}}
			if err := config.Store.Store(t.Context(), commit); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if diff := cmp.Diff(c.lines, s.lines); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if name == "recreate-blind" && s.at.TopicID != (consumer.TopicID{}) {
			t.Errorf("%s: the store knows the topic", name)
		}
		if found, err := config.Store.Load(t.Context(), []consumer.Partition{p}); err != nil || found[p].Offset != c.loaded {
			t.Errorf("%s: goes on at %d, error %v; want %d", name, found[p].Offset, err, c.loaded)
		}
	}
}

// TestZeroOnError begins at 0 where the store cannot be read, and where it can, where it says.
func TestZeroOnError(t *testing.T) {
	p := consumer.Partition{Topic: "t"}
	for fails, want := range []int64{7, 0} {
		s := &shelf{at: consumer.Position{Offset: 7}, fails: fails}
		config := consumer.Config{Store: s}
		variants["zero-on-error"](&config)
		if found, err := config.Store.Load(t.Context(), []consumer.Partition{p}); err != nil || found[p].Offset != want {
			t.Errorf("with %d failures it begins at %d, error %v", fails, found[p].Offset, err)
		}
	}
}

// TestTornCommit stores each partition by itself.
func TestTornCommit(t *testing.T) {
	j := &journal{}
	config := consumer.Config{Store: j}
	variants["torn-commit"](&config)
	commit := consumer.Commit{Ranges: []consumer.Range{{Partition: consumer.Partition{Topic: "t"}, Until: 1}, {Partition: consumer.Partition{Topic: "t", ID: 1}, Until: 2}}}
	if err := config.Store.Store(t.Context(), commit); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"store [t/0 [0, 1)]", "store [t/1 [0, 2)]"}, j.lines); diff != "" {
		t.Error(diff)
	}
}
