package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A shard is one of several machines' part of the cases: of each scenario, those whose index leaves the remainder index
// when divided by of. Shards count from 0, like the completion index of a Kubernetes job. The zero value is all cases.
type shard struct{ index, of int }

// parseShard reads "2/8".
func parseShard(text string) (shard, error) {
	if text == "" {
		return shard{}, nil
	}
	left, right, _ := strings.Cut(text, "/")
	index, err1 := strconv.Atoi(left)
	of, err2 := strconv.Atoi(right)
	if err1 != nil || err2 != nil || index < 0 || index >= of {
		return shard{}, fmt.Errorf("shard %q is not i/n with i from 0 to n-1, like 0/4 and 3/4 for the first and the last of four", text)
	}
	return shard{index, of}, nil
}

func (s shard) has(index int) bool { return s.of == 0 || index%s.of == s.index }

func (s shard) String() string {
	if s.of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.index, s.of)
}

// plan is the cases to run: scenario by scenario, so that workers seldom have to set another stage, and in a second round
// everything once more if the runs are to be compared.
func plan(list []scenarios.Scenario, cases int, seed uint64, part shard, rounds int) []job {
	var jobs []job
	for round := range rounds {
		for _, s := range list {
			for i := range cases {
				if part.has(i) {
					jobs = append(jobs, job{Scenario: s.Name, Case: s.DrawCase(seed, i), Round: round})
				}
			}
		}
	}
	return jobs
}
