package consumer_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/onceover/onceover/consumer"
)

// table is a Store in memory, for want of a database: compare-and-set by the offset that a range begins at.
type table map[consumer.Partition]consumer.Position

// Load implements consumer.Store.
func (t table) Load(_ context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	found := map[consumer.Partition]consumer.Position{}
	for _, p := range partitions {
		if at, ok := t[p]; ok {
			found[p] = at
		}
	}
	return found, nil
}

// Store implements consumer.Store: all ranges or none.
func (t table) Store(_ context.Context, c consumer.Commit) error {
	for _, r := range c.Ranges {
		at, ok := t[r.Partition]
		if !ok {
			at.Offset = consumer.None
		}
		if at.Offset != r.From {
			return fmt.Errorf("%v is at %d: %w", r.Partition, at.Offset, consumer.ErrFenced)
		}
	}
	for _, r := range c.Ranges {
		t[r.Partition] = consumer.Position{Offset: r.Until, Epoch: r.Epoch, TopicID: c.TopicID}
	}
	return nil
}

// A Store of one's own refuses what somebody else has changed.
func ExampleStore() {
	var store consumer.Store = table{}
	ctx, p := context.Background(), consumer.Partition{Topic: "orders", ID: 0}
	move := func(from, until int64) error {
		return store.Store(ctx, consumer.Commit{Ranges: []consumer.Range{{Partition: p, From: from, Until: until, Epoch: consumer.NoEpoch}}})
	}
	fmt.Println(move(consumer.None, 0))
	fmt.Println(move(0, 40))
	fmt.Println(move(0, 20)) // of a consumer that was overtaken
	stored, err := store.Load(ctx, []consumer.Partition{p})
	fmt.Println(stored[p].Offset, err)
	// Output:
	// <nil>
	// <nil>
	// orders/0 is at 40: fenced by another writer of these offsets
	// 40 <nil>
}

// ledger is a TransactionalSink in memory: what moves the offsets adds the results, in one step.
type ledger struct {
	table
	entries []string
}

// Write implements consumer.Sink: all of the batch or nothing.
func (l *ledger) Write(ctx context.Context, b consumer.Batch) error {
	if err := l.table.Store(ctx, b.Commit); err != nil {
		return err
	}
	for _, r := range b.Results {
		l.entries = append(l.entries, string(r.Value))
	}
	return nil
}

// A TransactionalSink of one's own keeps the offsets with the results, and they count. Here the second consumer's Store has
// lost all of its own, and no result is there twice.
func ExampleTransactionalSink() {
	client, stop := orders(context.Background())
	defer stop()
	sink := &ledger{table: table{}}
	for range 2 {
		ctx, cancel := context.WithCancel(context.Background())
		stopAtThree := func() {
			if len(sink.entries) == 3 {
				cancel()
			}
		}
		err := consumer.Run(ctx, consumer.Config{
			Client: client, Topic: "orders", Store: table{}, Sink: sink,
			Process: func(r consumer.Record) ([]byte, error) { return r.Value, nil },
			Hooks: consumer.Hooks{
				Assign: func(at map[consumer.Partition]consumer.Position) {
					fmt.Println("goes on at", at[consumer.Partition{Topic: "orders", ID: 0}].Offset)
					stopAtThree()
				},
				Commit: func(consumer.Commit, time.Duration, int, int) { stopAtThree() },
			},
		})
		cancel()
		fmt.Println("stopped:", err)
	}
	slices.Sort(sink.entries)
	fmt.Println(sink.entries)
	// Output:
	// goes on at 0
	// stopped: <nil>
	// goes on at 2
	// stopped: <nil>
	// [coffee milk tea]
}

// every is a Group without anybody to ask: instance number first of so many has every so manyth partition, for ever.
type every struct{ first, of int }

// Join implements consumer.Group.
func (e every) Join(_ context.Context, topic []consumer.Partition) (consumer.Assignment, error) {
	var mine []consumer.Partition
	for i := e.first; i < len(topic); i += e.of {
		mine = append(mine, topic[i])
	}
	return consumer.Assignment{Partitions: mine}, nil
}

// A Group of one's own divides the partitions: here by the number of an instance, as a StatefulSet gives it.
func ExampleGroup() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client, stop := orders(ctx)
	defer stop()
	err := consumer.Run(ctx, consumer.Config{
		Client: client, Topic: "orders", Store: table{}, Sink: printing{cancel}, Group: every{first: 1, of: 2},
		Process: func(r consumer.Record) ([]byte, error) { return r.Value, nil },
	})
	fmt.Println("stopped:", err)
	// Output:
	// orders/1 at 0: coffee
	// stopped: <nil>
}

// printing is a Sink that prints the first batch and ends the consumer.
type printing struct{ end func() }

// Write implements consumer.Sink.
func (s printing) Write(_ context.Context, b consumer.Batch) error {
	for _, r := range b.Results {
		fmt.Printf("%v at %d: %s\n", r.Partition, r.Offset, r.Value)
	}
	s.end()
	return nil
}
