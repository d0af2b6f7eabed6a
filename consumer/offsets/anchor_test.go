package offsets

import (
	"testing"

	"github.com/onceover/onceover/consumer"
)

// TestAnchors begins two partitions: both are anchors, to each who loads them, until something else is stored of them.
func TestAnchors(t *testing.T) {
	e := &ensemble{nodes: map[string]state{}}
	c, id := cluster(t)
	for name, open := range map[string]func() consumer.Store{
		"zookeeper": func() consumer.Store { return newZooKeeper(e, minute, newMember("g", "h")) },
		"kafka":     func() consumer.Store { k, _ := openKafka(t, c); return k },
	} {
		s := loaded(t, open())
		for i, step := range []struct {
			number int64
			ranges []consumer.Range
			want   [2]bool
		}{
			{consumer.Beginning, []consumer.Range{{Partition: two[1], From: consumer.None, Until: 4}, {Partition: two[0], From: consumer.None, Until: 3}}, [2]bool{true, true}},
			{1, []consumer.Range{{Partition: two[0], From: 3, Until: 5}}, [2]bool{false, true}},
			{0, []consumer.Range{{Partition: two[1], From: 4, Until: 4}}, [2]bool{false, false}}, // as an operator sets it
		} {
			if err := s.Store(t.Context(), consumer.Commit{TopicID: id, Number: step.number, Ranges: step.ranges}); err != nil {
				t.Fatal(err)
			}
			got, err := open().Load(t.Context(), two)
			if err != nil || got[two[0]].Anchor != step.want[0] || got[two[1]].Anchor != step.want[1] {
				t.Errorf("%s, step %d: %v, error %v", name, i, got, err)
			}
		}
	}
}
