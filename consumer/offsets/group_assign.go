package offsets

import "slices"

// Assignor divides a topic's partitions, 0 to n-1, among members, which are sorted and of which there is at least one.
// Before says who had each partition, as far as is known; those members may be gone. The answer names a member for each
// partition, and no member gets two more than another. Assignors are pure: who asks the same gets the same.
type Assignor func(n int, members, before []string) []string

// Range gives each member neighbouring partitions, as Kafka's assignor of that name does.
func Range(n int, members, _ []string) []string {
	owners := make([]string, 0, n)
	for i, m := range members {
		for range quota(n, len(members), i) {
			owners = append(owners, m)
		}
	}
	return owners
}

// RoundRobin deals the partitions out in turn, as Kafka's assignor of that name does.
func RoundRobin(n int, members, _ []string) []string {
	owners := make([]string, n)
	for p := range owners {
		owners[p] = members[p%len(members)]
	}
	return owners
}

// Sticky moves as few partitions as balance allows.
func Sticky(n int, members, before []string) []string {
	had := map[string]int{}
	for _, m := range before[:min(n, len(before))] {
		had[m]++
	}
	// The larger shares go to those who had as much, who then keep one more.
	byWant := slices.Clone(members)
	slices.SortStableFunc(byWant, func(a, b string) int {
		return boolInt(had[b] > n/len(members)) - boolInt(had[a] > n/len(members))
	})
	room := map[string]int{}
	for i, m := range byWant {
		room[m] = quota(n, len(members), i)
	}
	owners := make([]string, n)
	for p := range min(n, len(before)) {
		if m := before[p]; room[m] > 0 {
			owners[p] = m
			room[m]--
		}
	}
	next := 0
	for p := range owners {
		if owners[p] != "" {
			continue
		}
		for room[members[next]] == 0 {
			next++
		}
		owners[p] = members[next]
		room[members[next]]--
	}
	return owners
}

// quota is how many of n partitions the member in place i of some gets, when the first ones get the rest.
func quota(n, members, i int) int { return n/members + boolInt(i < n%members) }

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
