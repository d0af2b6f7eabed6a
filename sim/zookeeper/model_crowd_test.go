package zookeeper

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func crowdConfig(members int, seed uint64) Config {
	return Config{Tick: time.Second, Members: members, Lag: 2 * time.Second, Seed: seed}
}

// TestEnsembleKeepsItsPromises lets a crowd loose on one server, on three and on five, and does the same twice to see
// that it comes out the same.
func TestEnsembleKeepsItsPromises(t *testing.T) {
	for _, members := range []int{1, 3, 5} {
		t.Run(fmt.Sprint(members), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				var drawn []int
				pick := func(n int) int {
					drawn = append(drawn, rapid.IntRange(0, n-1).Draw(t, "pick"))
					return drawn[len(drawn)-1]
				}
				config, steps := crowdConfig(members, rapid.Uint64().Draw(t, "seed")), rapid.IntRange(1, 150).Draw(t, "steps")
				w := newCrowd(pick, "", config)
				w.run(steps)
				for promise, how := range w.violations {
					t.Errorf("%s: %s", promise, how)
				}
				again := newCrowd(func(int) int { next := drawn[0]; drawn = drawn[1:]; return next }, "", config)
				again.run(steps)
				if d := cmp.Diff(w.transcript, again.transcript); d != "" {
					t.Errorf("the same steps went otherwise:\n%s", d)
				}
			})
		})
	}
}

// TestBrokenEnsemblesAreFound plants a bug for each promise, and wants it broken.
func TestBrokenEnsemblesAreFound(t *testing.T) {
	for _, c := range []struct{ bug, promise string }{
		{"forget", "zxids grow"},
		{"split", "ephemerals vanish in one zxid"},
		{"recount", "sequence numbers do not repeat"},
		{"refire", "a watch fires once"},
		{"mute", "a watcher is told before it reads"},
		{"amnesia", "a session does not go back"},
		{"lazy", "sync"},
		{"elsewhere", "own writes are read"},
		{"drift", "members agree"},
		{"forget", "acknowledged writes last"},
	} {
		t.Run(c.promise, func(t *testing.T) {
			for seed := range uint64(300) {
				w := newCrowd(rand.New(rand.NewPCG(seed, 0)).IntN, c.bug, crowdConfig(3, seed))
				w.run(150)
				if w.violations[c.promise] != "" {
					return
				}
			}
			t.Errorf("nobody saw that a promise was broken: %s", c.promise)
		})
	}
}

// TestSeedsMakeLags holds that the transcripts which are compared can differ: another seed delays otherwise.
func TestSeedsMakeLags(t *testing.T) {
	for picks := range uint64(50) {
		var transcripts [2][]string
		for seed := range transcripts {
			w := newCrowd(rand.New(rand.NewPCG(picks, 0)).IntN, "", crowdConfig(3, uint64(seed)))
			w.run(100)
			transcripts[seed] = w.transcript
		}
		if !cmp.Equal(transcripts[0], transcripts[1]) {
			return
		}
	}
	t.Error("two seeds gave one transcript, whatever was done")
}
