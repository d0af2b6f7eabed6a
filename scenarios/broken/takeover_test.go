package main

import (
	"context"
	"testing"

	"github.com/onceover/onceover/consumer"
)

// owned is a Group whose former owner stores an offset before it gives its partitions back.
type owned struct{ former *shelf }

func (o owned) Join(_ context.Context, topic []consumer.Partition) (consumer.Assignment, error) {
	o.former.at.Offset += 5
	return consumer.Assignment{Partitions: topic}, nil
}

// TestReadFirst goes on where the former owner was when it had not given back yet, and knows better when it looks again.
func TestReadFirst(t *testing.T) {
	topic := []consumer.Partition{{Topic: "t"}}
	for name, want := range map[string][]int64{"correct": {8, 8, 13}, "read-first": {3, 8, 8}} {
		s := &shelf{at: consumer.Position{Offset: 3}}
		config := consumer.Config{Store: s, Group: owned{s}}
		variants[name](&config)
		for i, join := range []bool{true, false, true} {
			if join {
				if _, err := config.Group.Join(t.Context(), topic); err != nil {
					t.Fatal(err)
				}
			}
			if found, err := config.Store.Load(t.Context(), topic); err != nil || found[topic[0]].Offset != want[i] {
				t.Errorf("%s: load %d is %d, error %v; want %d", name, i, found[topic[0]].Offset, err, want[i])
			}
		}
		s.fails = 1
		if _, err := config.Group.Join(t.Context(), topic); (err != nil) != (name == "read-first") {
			t.Errorf("%s: to join where nothing can be read: %v", name, err)
		}
	}
}
