package consumer

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
	"pgregory.net/rapid"
)

// TestWork processes batches of any shape, of whose records some are poison: each record has its result or its letter,
// in the order of the records, and those that were read stay as they are.
func TestWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want, wantLetters []int64
		b := &batch{}
		poison := map[int64]bool{}
		offset := int64(0) // of all partitions together, so that it tells the record
		for id := range rapid.Int32Range(0, 4).Draw(t, "partitions") {
			var records []*kgo.Record
			for range rapid.IntRange(1, 5).Draw(t, "records") {
				records = append(records, &kgo.Record{Topic: "t", Partition: id, Offset: offset})
				if poison[offset] = rapid.Bool().Draw(t, "poison"); poison[offset] {
					wantLetters = append(wantLetters, offset)
				} else {
					want = append(want, offset)
				}
				offset++
			}
			b.records = append(b.records, records)
		}
		c := &consumer{Config: Config{MaxAttempts: 1, Sink: sink{newMemory()}, DeadLetters: &drawer{m: newMemory()}}}
		c.Process = func(r Record) ([]byte, error) {
			if poison[r.Offset] {
				return nil, errors.New("poison")
			}
			return []byte{byte(r.Offset), byte(r.ID)}, nil
		}
		if err := c.work(context.Background(), b); err != nil {
			t.Fatal(err)
		}
		var got, letters []int64
		for _, r := range b.Results {
			got = append(got, r.Offset)
			if r.Value[0] != byte(r.Offset) || r.Value[1] != byte(r.ID) {
				t.Errorf("result %v", r)
			}
		}
		for _, l := range b.letters {
			letters = append(letters, l.Offset)
		}
		if !slices.Equal(got, want) || !slices.Equal(letters, wantLetters) {
			t.Errorf("results %v, want %v; letters %v, want %v", got, want, letters, wantLetters)
		}
	})
}
