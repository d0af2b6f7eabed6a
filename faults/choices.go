package faults

import (
	"math/rand/v2"

	"pgregory.net/rapid"
)

// Choices are the draws that make one schedule, from a seed or from rapid. No draw is a floating-point number, so that a
// seed means the same schedule on every machine.
type Choices struct {
	rng   *rand.Rand
	rapid *rapid.T
}

// Seeded draws from a source.
func Seeded(source rand.Source) *Choices { return &Choices{rng: rand.New(source)} }

// Drawn draws from rapid.
func Drawn(t *rapid.T) *Choices { return &Choices{rapid: t} }

// IntN is a number in [0, n). The label says what for, where rapid prints it.
func (c *Choices) IntN(n int, label string) int {
	if c.rapid != nil {
		return rapid.IntRange(0, n-1).Draw(c.rapid, label)
	}
	return c.rng.IntN(n)
}

func pick[T any](c *Choices, from []T, label string) T { return from[c.IntN(len(from), label)] }
