package offsets

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// plan is who is to have each partition of a topic. It is one znode, plans/<topic>: were every member to work it out for
// itself from what it sees, two could see different members, or different partitions, or different previous owners.
// Whoever finds that it does not fit makes it anew, and of several that do only the first succeeds, by the version.
type plan struct {
	Schema  int      `json:"schema"`
	Members []string `json:"members"` // sorted
	Owners  []int    `json:"owners"`  // of each partition, its member's place in Members
}

// errPlan says that a plan is none.
var errPlan = errors.New("no plan that this version reads")

// decodePlan reads a plan. Empty data is a plan for nobody.
func decodePlan(data []byte) (plan, error) {
	var p plan
	if len(data) == 0 {
		return p, nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("%w: %w", errPlan, err)
	}
	for _, i := range p.Owners {
		if i < 0 || i >= len(p.Members) {
			return p, fmt.Errorf("%w: owner %d of %d members", errPlan, i, len(p.Members))
		}
	}
	if p.Schema != 1 {
		return p, fmt.Errorf("%w: schema %d", errPlan, p.Schema)
	}
	return p, nil
}

// fits reports whether a plan is for these members and for all the partitions. One for more partitions fits: who made it
// knew more of the topic.
func (p plan) fits(members []string, partitions int) bool {
	return slices.Equal(p.Members, members) && len(p.Owners) >= partitions
}

// owners names the owner of each partition.
func (p plan) owners() []string {
	owners := make([]string, len(p.Owners))
	for i, m := range p.Owners {
		owners[i] = p.Members[m]
	}
	return owners
}

// next is the plan that follows one.
func (p plan) next(assign Assignor, members []string, partitions int) plan {
	n := plan{Schema: 1, Members: members}
	for _, owner := range assign(partitions, members, p.owners()) {
		i, _ := slices.BinarySearch(members, owner)
		n.Owners = append(n.Owners, i)
	}
	return n
}
