package sim

import (
	"hash/fnv"
	"math/rand/v2"
)

// A stream is a named source of random numbers. Every choice of a world is drawn from the stream of its name, so that a
// new draw in one place moves no other.
func (w *World) stream(name string) *rand.PCG {
	s, ok := w.streams[name]
	if !ok {
		s = newStream(w.config.Seed, name)
		w.streams[name] = s
	}
	return s
}

func newStream(seed uint64, name string) *rand.PCG {
	h := fnv.New64a()
	h.Write([]byte(name)) // a hash never fails
	return rand.NewPCG(seed, h.Sum64())
}

// Draw implements network.Scheduler: a number in [0, n) from the named stream.
func (w *World) Draw(name string, n int64) int64 {
	if n <= 1 {
		return 0
	}
	return rand.New(w.stream(name)).Int64N(n)
}

// fill writes random bytes of the named stream.
func (w *World) fill(name string, b []byte) {
	s := w.stream(name)
	for i := 0; i < len(b); {
		for v, k := s.Uint64(), 0; k < 8 && i < len(b); k++ {
			b[i] = byte(v)
			v >>= 8
			i++
		}
	}
}

// Reseed changes every choice that the world has still to make. Processes that run keep the randomness inside them.
func (w *World) Reseed(seed uint64) {
	w.config.Seed = seed
	clear(w.streams)
}
