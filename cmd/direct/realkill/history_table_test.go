package realkill

import (
	"fmt"
	"slices"
	"testing"

	"github.com/onceover/onceover/model"
)

// wrote are the results of one life, in a list.
func wrote(number int, list *[]result, offsets ...int64) {
	for _, o := range offsets {
		*list = append(*list, result{
			place: fmt.Sprint(len(*list)), key: "out", value: fmt.Sprintf("rec-0-%06d", o), writer: stamp("consumer", number), offset: o,
		})
	}
}

// TestHistory tells what the model makes of two lives, of which the first is killed: of what they wrote in a list, and of
// the offsets that were stored after the first, and after the second. None is -1.
func TestHistory(t *testing.T) {
	for name, c := range map[string]struct {
		first, second []int64
		stored        [2]int64
		found         []model.Sub
	}{
		"nothing to tell":         {[]int64{0, 1, 2}, []int64{3, 4}, [2]int64{3, 5}, nil},
		"killed before a store":   {[]int64{0, 1, 2}, []int64{0, 1, 2, 3, 4}, [2]int64{-1, 5}, []model.Sub{model.DuplicateReplay}},
		"killed between":          {[]int64{0, 1, 2}, []int64{2, 3, 4}, [2]int64{2, 5}, []model.Sub{model.DuplicateReplay}},
		"stored before written":   {[]int64{0, 1}, []int64{3, 4}, [2]int64{3, 5}, []model.Sub{model.CommitUnapplied, model.LossCommitAhead}},
		"written again, stored":   {[]int64{0, 1, 2}, []int64{1, 2, 3, 4}, [2]int64{3, 5}, []model.Sub{model.DuplicateExcess}},
		"out of order":            {[]int64{1, 0, 2}, []int64{3, 4}, [2]int64{3, 5}, []model.Sub{model.OrderInternal}},
		"gone back":               {[]int64{0, 1, 2}, []int64{3, 4}, [2]int64{3, 2}, []model.Sub{model.RegressionStore, model.StuckStore}},
		"gone":                    {[]int64{0, 1, 2}, []int64{3, 4}, [2]int64{3, -1}, []model.Sub{model.RegressionDelete, model.StuckStore}},
		"of a record that is not": {[]int64{0, 1, 2}, []int64{3, 4, 5}, [2]int64{3, 5}, []model.Sub{model.PhantomRecord}},
	} {
		t.Run(name, func(t *testing.T) {
			h := history{group: "g", topic: "t"}
			var results []result
			for i, offsets := range [][]int64{c.first, c.second} {
				wrote(i+1, &results, offsets...)
				// the first was killed, the second stopped
				l, over := life{fmt.Sprintf("consumer#%d", i+1), i - 1}, &look{results: slices.Clone(results), ends: map[int32]int64{0: 5}}
				if c.stored[i] >= 0 {
					over.stored = map[int32]int64{0: c.stored[i]}
				}
				h.diary = append(h.diary, moment{life: life{name: l.name}}, moment{life: l, over: over})
			}
			for o := range int64(5) {
				h.records = append(h.records, record{0, o, fmt.Sprintf("rec-0-%06d", o)})
			}
			built, err := model.Build(h.trace(1), model.Config{Batch: 5, End: model.Drained})
			if err != nil {
				t.Fatal(err)
			}
			v := model.Judge(built, model.Promise{Guarantee: model.ExactlyOnceDelivery})
			var found []model.Sub
			for _, a := range v.Anomalies {
				found = append(found, a.Sub)
			}
			if slices.Sort(found); !slices.Equal(found, c.found) {
				t.Errorf("found %v, want %v", found, c.found)
			}
		})
	}
}
