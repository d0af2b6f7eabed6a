//go:build realstack

package realkill

import (
	"context"
	"testing"

	"github.com/onceover/onceover/model"
)

// TestKillBroken kills a consumer that stores offsets before it writes results. The model must find the batches that were
// lost, each where a life has died, and the kills are enough for that; the same consumer without the mistake loses none.
func TestKillBroken(t *testing.T) {
	d := design{sink: inRedis("redis-append"), store: byZooKeeper, promise: atLeastOnce, program: "scenarios/broken"}
	address(t, "kafka")
	for variant, breaks := range map[string]bool{"commit-first": true, "correct": false} {
		t.Run(variant, func(t *testing.T) {
			d.verb = []string{variant}
			r := newRun(t, d, drawSeed(t))
			var hits func(*look, life) bool
			if breaks {
				r.count, hits = r.storedInAll, (*look).ahead // the offsets are what moves first
			}
			n, _ := r.play(t, hits)
			h, v := r.judge(t, d)
			foretold := model.Prediction{
				Subs: []model.Sub{model.LossCommitAhead}, Extent: model.InFlightAtDeath, Beside: []model.Kind{model.CommitAhead},
			}
			found, err := foretold.Check(h, v)
			if err != nil {
				t.Error(err)
			}
			if (found > 0) != breaks || v.Holds == breaks {
				t.Errorf("%d kills showed %d losses", n, found)
			}
			t.Logf("%d kills, %d losses of %d records", n, found, v.Losses)
		})
	}
}

// storedInAll is how far the stored offsets have come.
func (r *run) storedInAll(ctx context.Context) (total int64, err error) {
	stored, err := r.keeper.offsets(ctx)
	for _, offset := range stored {
		total += offset
	}
	return total, err
}
