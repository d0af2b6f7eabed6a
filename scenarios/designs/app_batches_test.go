package main

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Of three batches at a time the second fails, or is the last before the end: all are worked on, and stored as far as all
// before them are done.
func TestBatches(t *testing.T) {
	failed := errors.New("failed")
	for _, c := range []struct {
		err  error
		want []span
	}{{failed, []span{{0, 0, 5}}}, {nil, []span{{0, 0, 5}, {0, 5, 10}, {0, 10, 15}}}} {
		ctx, stop := context.WithCancel(t.Context())
		a := &app{batch: 5, concurrent: 3}
		var began atomic.Int64
		var stored []span
		err := a.batches(ctx, behind(offsets{0: 100}), offsets{0: 0}, func(b *batch) error {
			began.Add(1)
			if stop(); b.from[0] == 5 {
				return c.err
			}
			return nil
		}, func(b *batch) error {
			stored = append(stored, b.ranges...)
			return nil
		})
		if diff := cmp.Diff(c.want, stored, cmp.AllowUnexported(span{})); diff != "" || !errors.Is(err, c.err) || began.Load() != 3 {
			t.Errorf("%d batches began, and the error is %v; stored %s", began.Load(), err, diff)
		}
	}
}
