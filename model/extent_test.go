package model

import (
	"slices"
	"strings"
	"testing"
)

// Each extent lists of a story just the places that are its own.
func TestExtents(t *testing.T) {
	two := "append t/0 0..9\nstart consumer#1\nconsumer#1 push t/0 0..4\nconsumer#1 store t/0 5\n"
	for name, c := range map[string]struct {
		extent Extent
		trace  string
		want   []string
	}{
		"committed before": {CommittedBefore, two + "consumer#1 push t/0 3..6\ncrash consumer#1\nstart consumer#2\nconsumer#2 push t/0 4..6",
			[]string{"3 consumer#1", "4 consumer#1", "4 consumer#2"}},
		"rest of a range": {RestOfRange, two + "consumer#1 push t/0 5..6\nconsumer#1 store t/0 9\nconsumer#1 store t/0 10",
			[]string{"7", "8", "9"}},
		"nothing is left of a range": {RestOfRange, two + "consumer#1 push t/0 6..9\nconsumer#1 store t/0 10", nil},
		"one jumped over": {OneJumpedOver, two + "crash consumer#1\nstart consumer#2\nconsumer#2 push t/0 6..9\nconsumer#2 store t/0 10",
			[]string{"5"}},
		"below the first": {BelowFirst, "append t/0 0..4\nstart consumer#1\nconsumer#1 push t/0 2..2\nconsumer#1 store t/0 5",
			[]string{"0", "1"}},
		"behind what is stored": {BehindStored, "append t/0 0..4\nstart consumer#1\nconsumer#1 push t/0 0..4\nconsumer#1 store t/0 3",
			[]string{"3", "4"}},
		"again by a zombie": {AgainByZombie, two + "start consumer#2\nconsumer#2 push t/0 5..9\nconsumer#2 store t/0 10\nconsumer#1 push t/0 5..9",
			[]string{"8 consumer#1", "9 consumer#1"}},
		"beyond the first batch": {BeyondFirstBatch, two + "truncate t/0 2\nappend t/0 2..9 12\nconsumer#1 push t/0 12..17\ncrash consumer#1\n" +
			"start consumer#2\nconsumer#2 push t/0 12..18\nconsumer#2 push t/0 15..15", []string{"5 consumer#2", "6 consumer#2", "7 consumer#2"}},
		"the left part of a batch": {LeftOfBatch, "append t/1 0..4\n" + two + "consumer#1 push t/1 0..1\nconsumer#1 store t/0 6\ncrash consumer#1",
			[]string{"0 consumer#1", "1 consumer#1"}},
	} {
		h, err := Build(readTrace(t, c.trace), Config{Batch: 3})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range rules[c.extent].sites(h) {
			text := strings.TrimPrefix(s.String(), "offset ")
			offset, _, _ := strings.Cut(text, " ")
			_, by, _ := strings.Cut(text, " by ")
			got = append(got, strings.TrimSpace(offset+" "+by))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if c.extent.String() == Anywhere.String() {
			t.Errorf("%s has no words", name)
		}
	}
}
