package scenarios

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A digest is the same whatever the order of the cases, and another one as soon as a case, its trace or its number differs.
func TestDigest(t *testing.T) {
	gen := rapid.Custom(func(t *rapid.T) CaseReport {
		return CaseReport{
			Scenario: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "scenario"), Hash: rapid.StringN(1, 3, -1).Draw(t, "hash"),
			Case: Case{Index: rapid.IntRange(0, 3).Draw(t, "index"), Seed: rapid.Uint64Range(0, 3).Draw(t, "seed")},
		}
	})
	digest := func(cases []CaseReport) string {
		var d Digest
		for _, c := range cases {
			d.Add(c)
		}
		return d.String()
	}
	rapid.Check(t, func(t *rapid.T) {
		cases := rapid.SliceOfN(gen, 1, 6).Draw(t, "cases")
		want := digest(cases)
		if got := digest(rapid.Permutation(slices.Clone(cases)).Draw(t, "order")); got != want || len(want) != 64 {
			t.Fatalf("digest %s, and %s in another order", want, got)
		}
		i := rapid.IntRange(0, len(cases)-1).Draw(t, "which")
		for what, change := range map[string]func(c *CaseReport){
			"trace": func(c *CaseReport) { c.Hash += "x" }, "seed": func(c *CaseReport) { c.Case.Seed += 9 },
			"number": func(c *CaseReport) { c.Case.Index += 9 }, "scenario": func(c *CaseReport) { c.Scenario += "x" },
		} {
			other := slices.Clone(cases)
			change(&other[i])
			if digest(other) == want {
				t.Fatalf("another %s of case %d has the same digest", what, i)
			}
		}
		if digest(append(cases, cases[0])) == want {
			t.Fatal("one case more has the same digest")
		}
	})
}
