package consumer

import "context"

// Group divides a topic's partitions among the instances of a consumer.
type Group interface {
	// Join waits until this instance may have partitions, of those that the topic has, and then owns them. There may be
	// none to have for now.
	Join(ctx context.Context, topic []Partition) (Assignment, error)
}

// Assignment is partitions that an instance owns, from Join to Release.
type Assignment struct {
	// Partitions are those that the instance owns, perhaps none, in the order of their ids.
	Partitions []Partition
	// Revoked is closed when somebody else is to have the partitions: the instance ends the batches that are under way,
	// stores their offsets, releases the assignment and joins again. Nil if that never happens.
	Revoked <-chan struct{}
	// Lost is closed when the instance may no longer be the owner: it stops at once, without storing anything. Nil if
	// that never happens.
	Lost <-chan struct{}
	// Release gives the partitions back. It is called once, whatever happened. Nil if there is nothing to do.
	Release func(ctx context.Context) error
}

// alone is the Group of a single instance.
type alone struct{}

// Join implements Group.
func (alone) Join(_ context.Context, topic []Partition) (Assignment, error) {
	return Assignment{Partitions: topic}, nil
}
