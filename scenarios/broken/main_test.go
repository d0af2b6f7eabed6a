package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

// journal is a Store and a Sink that only write down what they are asked.
type journal struct {
	lines []string
	fail  error
}

func (j *journal) Load(context.Context, []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	return nil, nil
}

func (j *journal) Store(_ context.Context, c consumer.Commit) error {
	j.lines = append(j.lines, fmt.Sprint("store ", c.Ranges))
	return j.fail
}

func (j *journal) Write(_ context.Context, b consumer.Batch) error {
	j.lines = append(j.lines, fmt.Sprint("write ", b.Ranges))
	return nil
}

// TestVariants tells what each variant makes of a group's start and of one batch whose offsets cannot be stored.
func TestVariants(t *testing.T) {
	start := consumer.Range{Partition: consumer.Partition{Topic: "t"}, From: consumer.None, Until: 5}
	batch := consumer.Batch{Commit: consumer.Commit{Ranges: []consumer.Range{{Partition: start.Partition, From: 5, Until: 8}}}}
	lost := errors.New("lost")
	type story struct {
		lines []string
		fails bool
	}
	for name, want := range map[string]story{
		"correct":          {[]string{"store [t/0 [-1, 5)]", "write [t/0 [5, 8)]", "store [t/0 [5, 8)]"}, true},
		"commit-first":     {[]string{"store [t/0 [-1, 5)]", "store [t/0 [5, 8)]"}, true},
		"last-offset":      {[]string{"store [t/0 [-1, 5)]", "write [t/0 [5, 8)]", "store [t/0 [5, 7)]"}, true},
		"swallowed-commit": {[]string{"store [t/0 [-1, 5)]", "write [t/0 [5, 8)]", "store [t/0 [5, 8)]"}, false},
		"stale-retry":      {[]string{"store [t/0 [-1, 5)]", "write [t/0 [5, 8)]", "store [t/0 [5, 8)]"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			j := &journal{}
			c := consumer.Config{Store: j, Sink: j}
			variants[name](&c)
			if err := c.Store.Store(t.Context(), consumer.Commit{Ranges: []consumer.Range{start}}); err != nil {
				t.Fatal(err)
			}
			j.fail = lost
			err := c.Sink.Write(t.Context(), batch)
			if err == nil {
				err = c.Store.Store(t.Context(), batch.Commit)
			}
			if errors.Is(err, lost) != want.fails {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(want.lines, j.lines); diff != "" {
				t.Error(diff)
			}
		})
	}
}
