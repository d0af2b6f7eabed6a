package main

import (
	"fmt"
	"strconv"
	"strings"
)

// A shard is one of several machines' part of the cases: of each scenario, those whose index leaves the remainder index
// when divided by of. Shards count from 0, like the completion index of a Kubernetes job. The zero value is all cases.
type shard struct{ index, of int }

// shardsMax is the most parts of a run: an endless one looks for the cases of its part among those of all of them.
const shardsMax = 1_000_000

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
	if of > shardsMax {
		return shard{}, fmt.Errorf("shard %q: a run has at most %d parts", text, shardsMax)
	}
	return shard{index, of}, nil
}

func (s shard) has(index int) bool { return s.of == 0 || index%s.of == s.index }

// count is how many of the first so many cases of a scenario it has.
func (s shard) count(cases int) int {
	if s.of == 0 {
		return cases
	}
	return (cases - s.index + s.of - 1) / s.of // 0 for an index behind them: then it is a fraction below 1
}

func (s shard) String() string {
	if s.of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.index, s.of)
}
