// Broken is the direct consumer with one mistake, named by the first argument; the others are the direct consumer's
// own. Each mistake was made in earnest somewhere. The variant "correct" has none: what the mistakes are accused of
// must not be found in it.
package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// version is which build this is; -ldflags "-X main.version=v2" makes another.
var version = "v1"

// variants are the mistakes by name.
var variants = map[string]func(*consumer.Config){
	"correct":          func(*consumer.Config) {},
	"commit-first":     commitFirst,
	"last-offset":      lastOffset,
	"swallowed-commit": swallowedCommit,
}

func main() {
	variant := ""
	if len(os.Args) > 1 {
		variant = os.Args[1]
	}
	change, ok := variants[variant]
	if !ok {
		fmt.Fprintf(os.Stderr, "broken: unknown variant %q, want one of %v\n", variant, slices.Sorted(maps.Keys(variants)))
		os.Exit(2)
	}
	os.Exit(direct.Main(os.Args[2:], version, os.Stderr, change))
}

// first reports whether the ranges are the start of a group, which no variant gets wrong: they move no offset.
func first(ranges []consumer.Range) bool {
	return slices.ContainsFunc(ranges, func(r consumer.Range) bool { return r.From == consumer.None })
}

// commitFirst stores a batch's offsets before its results are written. A crash between the two loses the batch.
func commitFirst(c *consumer.Config) {
	c.Sink = committingSink{Sink: c.Sink, store: c.Store}
	c.Store = committedStore{inner: c.Store}
}

// committingSink stores the offsets of a batch and then writes it.
type committingSink struct {
	consumer.Sink
	store consumer.Store
}

// Write implements consumer.Sink.
func (s committingSink) Write(ctx context.Context, b consumer.Batch) error {
	if err := s.store.Store(ctx, b.Commit); err != nil {
		return err
	}
	return s.Sink.Write(ctx, b)
}

// committedStore has nothing left to store after a batch.
type committedStore struct{ inner consumer.Store }

// Load implements consumer.Store.
func (s committedStore) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	return s.inner.Load(ctx, partitions)
}

// Store implements consumer.Store.
func (s committedStore) Store(ctx context.Context, c consumer.Commit) error {
	if first(c.Ranges) {
		return s.inner.Store(ctx, c)
	}
	return nil
}

// lastOffset stores the offset of the last record instead of the next one. Every restart repeats that record.
func lastOffset(c *consumer.Config) { c.Store = lastStore{inner: c.Store} }

// lastStore stores the offset before the one to read next.
type lastStore struct{ inner consumer.Store }

// Load implements consumer.Store.
func (s lastStore) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	return s.inner.Load(ctx, partitions)
}

// Store implements consumer.Store.
func (s lastStore) Store(ctx context.Context, c consumer.Commit) error {
	if !first(c.Ranges) {
		c.Ranges = slices.Clone(c.Ranges)
		for i := range c.Ranges {
			c.Ranges[i].Until--
		}
	}
	return s.inner.Store(ctx, c)
}

// swallowedCommit logs a failed commit and goes on. Without stored offsets a restart repeats more than one batch.
func swallowedCommit(c *consumer.Config) { c.Store = heedlessStore{inner: c.Store} }

// heedlessStore reports success always.
type heedlessStore struct{ inner consumer.Store }

// Load implements consumer.Store.
func (s heedlessStore) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	return s.inner.Load(ctx, partitions)
}

// Store implements consumer.Store.
func (s heedlessStore) Store(ctx context.Context, c consumer.Commit) error {
	if err := s.inner.Store(ctx, c); err != nil {
		fmt.Fprintln(os.Stderr, "broken: offsets not stored:", err)
	}
	return nil
}
