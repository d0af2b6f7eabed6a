package model

import (
	"strings"
	"testing"
)

// Each prediction accepts the story it was made for and refuses its neighbours.
func TestPredictionCheck(t *testing.T) {
	inFlight := Prediction{Subs: []Sub{LossCommitAhead}, Extent: InFlightAtDeath, Beside: []Kind{CommitAhead}}
	onePerRestart := Prediction{Subs: []Sub{DuplicateOffByOne}, Extent: OneForEachRestart}
	beyond := Prediction{Subs: []Sub{DuplicateExcess}, Extent: BeyondOneBatch}
	cases := []struct {
		name       string
		prediction Prediction
		story      string
		found      int
		refusal    string // "" where the prediction holds
	}{
		{"commit first", inFlight, "loss_commit_first_killed_in_the_batch", 1, ""},
		{"nothing struck", inFlight, "loss_none_batch_stored_after_its_effects", 0, ""},
		{"another cause", inFlight, "loss_output_failure_swallowed", 0, "not foretold: loss.skip"},
		{"another kind", inFlight, "stuck_offset_never_stored", 0, "not foretold: stuck.store"},
		{"last offset", onePerRestart, "duplicate_last_offset_stored", 2, ""},
		{"not one for each restart", Prediction{Extent: OneForEachRestart}, "duplicate_none_with_offsets_in_the_sink", 0, "was foretold and not found"},
		{"swallowed store", beyond, "duplicate_beyond_one_batch", 1, ""},
		{"within the batch", Prediction{Subs: []Sub{DuplicateBehind}, Extent: BeyondOneBatch}, "duplicate_after_a_clean_exit", 1, "is not where it was foretold"},
		{"only a part of them", Prediction{Beside: []Kind{Duplicate}, Extent: BeyondOneBatch}, "duplicate_beyond_one_batch", 0, "was foretold and not found"},
		{"elsewhere", Prediction{Subs: []Sub{LossSkip}, Extent: InFlightAtDeath, Beside: []Kind{CommitAhead}}, "loss_output_failure_swallowed", 1, "is not where it was foretold"},
		{"anywhere", Prediction{Subs: []Sub{LossSkip}, Beside: []Kind{CommitAhead}}, "loss_output_failure_swallowed", 1, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := readStory(t, "testdata/"+c.story+".txt")
			config, _ := readPromise(t, s.promise)
			h, err := Build(readTrace(t, s.trace), config)
			if err != nil {
				t.Fatal(err)
			}
			found, err := c.prediction.Check(h, Judge(h, Promise{Guarantee: AtLeastOnce}))
			switch {
			case c.refusal == "" && (err != nil || found != c.found):
				t.Errorf("found %d, %v; want %d", found, err, c.found)
			case c.refusal != "" && (err == nil || !strings.Contains(err.Error(), c.refusal)):
				t.Errorf("accepted with %v; want a refusal with %q", err, c.refusal)
			}
		})
	}
}
