package scenarios

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// Fuzz lets go test -fuzz look for a case that breaks a scenario's promise. The fuzzer's bytes are the draws of package
// rapid, from which Check draws too: new ones are kept where they lead the harness to code that no other did, and go on
// from there. Without -fuzz it runs the corpus, and some cases more. The scenario is completed as Check completes it.
//
//	func FuzzConsumer(f *testing.F) { scenarios.Fuzz(f, scenario) }
//
// A failure is kept below testdata/fuzz, and go test prints the one line that runs it again, but for what fuzzing begins with,
// which go test -run FuzzConsumer runs. It also prints the case as the text of a replay file. A case that delivers none of its faults
// is skipped.
func Fuzz(f *testing.F, s Scenario) {
	f.Helper()
	s, stage := surveyed(f, s)
	for seed := range fuzzSeeds {
		f.Add(draws(uint64(seed)))
	}
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		if stage.try(t, s).Vacuous() {
			t.Skip("none of the case's faults was delivered, so it shows nothing")
		}
	}))
}

const (
	fuzzSeeds = 5
	drawsMax  = 400 // that a case needs; bytes that end before the draws do are no case
)

// draws are the bytes of some draws.
func draws(seed uint64) []byte {
	rng := rand.New(rand.NewPCG(seed, 0))
	var b []byte
	for range drawsMax {
		b = binary.LittleEndian.AppendUint64(b, rng.Uint64())
	}
	return b
}
