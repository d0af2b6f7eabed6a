package offsets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/onceover/onceover/consumer"
)

// Export returns the positions that a store has of partitions, as the document that a File keeps: JSON with a schema
// version, the group's name, and for each partition the offset and, where they are known, leader epoch and topic id.
// Partitions without an offset are left out.
func Export(ctx context.Context, s consumer.Store, group string, partitions []consumer.Partition) ([]byte, error) {
	positions, err := s.Load(ctx, partitions)
	if err != nil {
		return nil, fmt.Errorf("export offsets of group %q: %w", group, err)
	}
	all := make(map[consumer.Partition]entry, len(positions))
	for p, at := range positions {
		all[p] = entry{Position: at}
	}
	data, err := encodeDocument(group, all)
	if err != nil {
		return nil, fmt.Errorf("export offsets of group %q: %w", group, err)
	}
	return data, nil
}

// ImportOptions say which positions Import stores.
type ImportOptions struct {
	// Rewind allows offsets that go back, or are in another topic of the same name. Without it they are refused.
	Rewind bool
	// ForwardOnly leaves such offsets as they are stored, and imports the others.
	ForwardOnly bool
	// Check refuses positions that make no sense. Default: none is looked at.
	Check func(consumer.Partition, consumer.Position) error
}

// Import stores the positions of a document as Export writes it, which must be of that group, and returns what it
// changed, ordered by topic and partition; offsets that the store has already stay untouched. If one is refused, nothing is
// stored, and the error tells of each that is. A consumer that runs is fenced, or this is, with an error that wraps
// consumer.ErrFenced. Where the positions are of several topics, or incarnations of one, an error may leave
// some of them stored.
func Import(ctx context.Context, s consumer.Store, group string, data []byte, o ImportOptions) ([]consumer.Range, error) {
	all, err := decodeDocument(data, group)
	if err != nil {
		return nil, fmt.Errorf("import offsets of group %q: %w", group, err)
	}
	partitions := slices.SortedFunc(maps.Keys(all), func(a, b consumer.Partition) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.ID, b.ID))
	})
	var refused []error
	for _, p := range partitions {
		if o.Check != nil {
			refused = append(refused, o.Check(p, all[p].Position))
		}
	}
	if err := errors.Join(refused...); err != nil {
		return nil, fmt.Errorf("import offsets of group %q: %w", group, err)
	}
	before, err := s.Load(ctx, partitions)
	if err != nil {
		return nil, fmt.Errorf("import offsets of group %q: %w", group, err)
	}
	var changed []consumer.Range
	var moving []consumer.Partition
	after := map[consumer.Partition]consumer.Position{}
	for _, p := range partitions {
		was, ok := before[p]
		if !ok {
			was.Offset = consumer.None
		}
		was.Anchor = false // a document does not tell it, and what is imported is none
		if at := all[p].Position; was != at {
			if ok && !o.Rewind && goesBack(was, at) {
				if o.ForwardOnly {
					continue
				}
				refused = append(refused, fmt.Errorf("%v would go back from %d to %d, or to another topic of its name; "+
					"--rewind allows that, and --forward-only leaves it alone", p, was.Offset, at.Offset))
			}
			changed = append(changed, consumer.Range{Partition: p, From: was.Offset, Until: at.Offset, Epoch: at.Epoch})
			moving, after[p] = append(moving, p), at
		}
	}
	if err := errors.Join(refused...); err != nil {
		return nil, fmt.Errorf("import offsets of group %q: %w", group, err)
	}
	if err := put(ctx, s, moving, before, after); err != nil {
		return nil, fmt.Errorf("import offsets of group %q: %w", group, err)
	}
	return changed, nil
}

// goesBack reports whether records would be read again, or those of another topic.
func goesBack(from, to consumer.Position) bool {
	unknown := consumer.TopicID{}
	return to.Offset < from.Offset || from.TopicID != unknown && to.TopicID != unknown && from.TopicID != to.TopicID
}
