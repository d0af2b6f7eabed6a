package offsets

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/onceover/onceover/consumer"
)

// idle are the partitions, of those that nothing is stored of now, whose entries were written too long ago, or by a clock
// that is not to be believed, or nobody knows when.
func (c *conditional) idle() []consumer.Partition {
	if c.again == 0 {
		return nil
	}
	order := func(a, b consumer.Partition) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.ID, b.ID))
	}
	return slices.DeleteFunc(slices.SortedFunc(maps.Keys(c.known), order), func(p consumer.Partition) bool {
		e := c.known[p]
		return e.Offset == consumer.None || time.Since(e.since).Abs() < c.again
	})
}

// unchanged are the entries of partitions, just as they are, that nobody has changed. One that somebody has is that one's to
// keep; and a medium may take none of another topic of the same name.
func (c *conditional) unchanged(ctx context.Context, partitions []consumer.Partition, id consumer.TopicID) ([]update, error) {
	if len(partitions) == 0 {
		return nil, nil
	}
	held, err := c.read(ctx, partitions)
	if err != nil {
		return nil, err
	}
	var again []update
	for _, p := range partitions {
		e, ok := held[p]
		if ok && e.is(c.known[p]) && (e.TopicID == id || e.TopicID == consumer.TopicID{}) {
			again = append(again, update{p, e})
		}
	}
	return again, nil
}

// renewed notes that partitions were seen to.
func (c *conditional) renewed(partitions []consumer.Partition) {
	for _, p := range partitions {
		e := c.known[p]
		e.since = time.Now()
		c.known[p] = e
	}
}
