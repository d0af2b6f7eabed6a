package offsets

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// assignors by their names.
var assignors = map[string]Assignor{"range": Range, "round-robin": RoundRobin, "sticky": Sticky}

// crowd draws some members, sorted, of those that there may be.
func crowd(t *rapid.T, label string) []string {
	ids := rapid.SliceOfNDistinct(rapid.IntRange(0, 7), 1, 8, rapid.ID[int]).Draw(t, label)
	slices.Sort(ids)
	members := make([]string, len(ids))
	for i, id := range ids {
		members[i] = fmt.Sprint("m", id)
	}
	return members
}

// shares counts the partitions of each member, and fails if one is nobody's or no member's.
func shares(t *rapid.T, owners, members []string) map[string]int {
	counts := map[string]int{}
	for p, owner := range owners {
		if !slices.Contains(members, owner) {
			t.Fatalf("partition %d is of %q, members %v", p, owner, members)
		}
		counts[owner]++
	}
	return counts
}

// TestAssignors gives every partition one owner, to no member two more than to another, and from the same to the same.
func TestAssignors(t *testing.T) {
	for name, assign := range assignors {
		rapid.Check(t, func(t *rapid.T) {
			n := rapid.IntRange(0, 20).Draw(t, "partitions")
			before := rapid.SliceOfN(rapid.SampledFrom([]string{"m0", "m1", "m2", "m3", "gone"}), 0, 24).Draw(t, "before")
			members := crowd(t, "members")
			owners := assign(n, members, before)
			counts := shares(t, owners, members)
			for _, m := range members {
				if least := n / len(members); counts[m] < least || counts[m] > least+1 {
					t.Fatalf("%s: %s has %d of %d partitions among %d", name, m, counts[m], n, len(members))
				}
			}
			if len(owners) != n || !slices.Equal(owners, assign(n, members, before)) {
				t.Fatalf("%s: %v, then %v", name, owners, assign(n, members, before))
			}
		})
	}
}

// TestStickyMoves moves no more than balance asks for: as many partitions stay as in the best of all divisions, in which
// the members with the most keep one more where there is a rest. What was just divided does not move at all.
func TestStickyMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 20).Draw(t, "partitions")
		members := crowd(t, "members")
		before := rapid.SliceOfN(rapid.SampledFrom([]string{"m0", "m1", "m2", "m3", "gone"}), n, n).Draw(t, "before")
		had := map[string]int{}
		for _, m := range before {
			had[m]++
		}
		most, rest := 0, n%len(members)
		for _, m := range members {
			keeps := min(had[m], n/len(members))
			if had[m] > keeps && rest > 0 {
				keeps++
				rest--
			}
			most += keeps
		}
		owners := Sticky(n, members, before)
		stayed := 0
		for p := range owners {
			if owners[p] == before[p] {
				stayed++
			}
		}
		if stayed != most {
			t.Fatalf("%d of %d partitions stay, %d could; members %v, before %v, after %v", stayed, n, most, members, before, owners)
		}
		if again := Sticky(n, members, owners); !slices.Equal(again, owners) {
			t.Fatalf("moved without a reason: %v, then %v", owners, again)
		}
	})
}

// TestAssignorsByHand shows what each makes of seven partitions for three members.
func TestAssignorsByHand(t *testing.T) {
	members := []string{"a", "b", "c"}
	before := []string{"c", "c", "c", "c", "d", "b", "b"}
	for name, want := range map[string][]string{
		"range":       {"a", "a", "a", "b", "b", "c", "c"},
		"round-robin": {"a", "b", "c", "a", "b", "c", "a"},
		"sticky":      {"c", "c", "c", "a", "a", "b", "b"},
	} {
		if got := assignors[name](7, members, before); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// TestDefaultAssignor holds who names no assignor to what the settings have by default, which is range.
func TestDefaultAssignor(t *testing.T) {
	members, before := []string{"a", "b"}, []string{"b", "b", "a"}
	got := (&ZooKeeper{}).Group(GroupOptions{}).(*instance).assign(3, members, before)
	if want := Range(3, members, before); !slices.Equal(got, want) {
		t.Errorf("owners %v, want %v", got, want)
	}
}
