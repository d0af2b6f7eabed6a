package offsets

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

// two are the partitions that the stores of these tests load.
var two = []consumer.Partition{{Topic: "t", ID: 0}, {Topic: "t", ID: 1}}

// seven is a topic id.
var seven = consumer.TopicID{7}

// advance stores one range of one partition.
func advance(ctx context.Context, id consumer.TopicID, s consumer.Store, p consumer.Partition, from, until int64) error {
	r := consumer.Range{Partition: p, From: from, Until: until, Epoch: 3}
	return s.Store(ctx, consumer.Commit{TopicID: id, Number: until, Ranges: []consumer.Range{r}})
}

// loaded returns a store after its Load of both partitions.
func loaded(t *testing.T, s consumer.Store) consumer.Store {
	t.Helper()
	if _, err := s.Load(t.Context(), two); err != nil {
		t.Fatal(err)
	}
	return s
}

// expectPositions loads both partitions anew.
func expectPositions(t *testing.T, s consumer.Store, want map[consumer.Partition]consumer.Position) {
	t.Helper()
	got, err := s.Load(t.Context(), two)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("positions (-want +got):\n%s", diff)
	}
}

// holdToContract is what every store with a compare-and-set must do. Each call of open is another process's store.
func holdToContract(t *testing.T, id consumer.TopicID, open func() consumer.Store) {
	t.Helper()
	ctx := t.Context()
	a, b := open(), open()
	if err := advance(ctx, id, a, two[0], consumer.None, 5); err == nil || errors.Is(err, consumer.ErrFenced) {
		t.Errorf("what was not loaded: %v", err)
	}
	expectPositions(t, a, map[consumer.Partition]consumer.Position{})
	anchor := consumer.Commit{TopicID: id, Ranges: []consumer.Range{
		{Partition: two[0], From: consumer.None, Until: 5, Epoch: consumer.NoEpoch},
		{Partition: two[1], From: consumer.None, Until: 0, Epoch: 2},
	}}
	loaded(t, b)
	if err := a.Store(ctx, anchor); err != nil {
		t.Fatal(err)
	}
	if err := b.Store(ctx, anchor); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("the second anchor: %v", err)
	}
	want := map[consumer.Partition]consumer.Position{
		two[0]: {Offset: 5, Epoch: consumer.NoEpoch, TopicID: id}, two[1]: {Offset: 0, Epoch: 2, TopicID: id},
	}
	expectPositions(t, b, want)
	expectPositions(t, open(), want)

	// Two instances, each with a partition of its own, and one that lost its place.
	zombie, late := loaded(t, open()), loaded(t, open())
	for i := range int64(3) {
		if err := errors.Join(advance(ctx, id, a, two[0], 5+i, 6+i), advance(ctx, id, b, two[1], i, i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := advance(ctx, id, zombie, two[0], 5, 9); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("overtaken: %v", err)
	}
	if err := advance(ctx, id, b, two[1], 1, 9); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("another from: %v", err)
	}
	mixed := consumer.Commit{Ranges: []consumer.Range{{Partition: two[0], From: 8, Until: 9}, {Partition: two[1], From: 0, Until: 4}}}
	if _, err := late.Load(ctx, two[:1]); err != nil { // of the one it knows the place, of the other no more
		t.Fatal(err)
	}
	if err := late.Store(ctx, mixed); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("a half that was overtaken: %v", err)
	}
	expectPositions(t, open(), map[consumer.Partition]consumer.Position{
		two[0]: {Offset: 8, Epoch: 3, TopicID: id}, two[1]: {Offset: 3, Epoch: 3, TopicID: id},
	})

	// The offset that the zombie knows comes back, but it is somebody else's.
	zombie = loaded(t, open())
	if err := errors.Join(advance(ctx, id, a, two[0], 8, 9), advance(ctx, id, a, two[0], 9, 8)); err != nil {
		t.Fatal(err)
	}
	if err := advance(ctx, id, zombie, two[0], 8, 20); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("moved away and back: %v", err)
	}
	for _, r := range []consumer.Range{{Partition: two[0], From: 8, Until: -1}} {
		if err := loaded(t, open()).Store(ctx, consumer.Commit{Ranges: []consumer.Range{r}}); err == nil {
			t.Errorf("%v was stored", r)
		}
	}
}
