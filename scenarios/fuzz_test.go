package scenarios

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/faults"
)

// What holds of every case of the direct consumer, in the sink of which an anomaly is always the consumer's fault:
//
//	go test -fuzz FuzzDirect ./scenarios
func FuzzDirect(f *testing.F) { Fuzz(f, Named("direct-transaction")) }

// The bytes that fuzzing begins with are enough for a case of any scenario, or the fuzzer would have nothing to go on from.
func TestFuzzSeedsAreCases(t *testing.T) {
	for _, s := range Catalogue() {
		for seed := range fuzzSeeds {
			drawn := false
			t.Run(s.Name, func(t *testing.T) {
				rapid.MakeFuzz(func(rt *rapid.T) {
					rapid.Uint64().Draw(rt, "seed")
					s.column(0).draw(faults.Drawn(rt))
					drawn = true
				})(t, draws(uint64(seed)))
			})
			if !drawn {
				t.Errorf("seed %d is no case of %s", seed, s.Name)
			}
		}
	}
}
