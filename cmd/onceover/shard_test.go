package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/onceover/onceover/scenarios"
)

// Shards cut the cases into parts: each case is in one of them, and is the same case as in a run without shards.
func TestShardsPartitionTheCases(t *testing.T) {
	list, err := scenarios.Find([]string{"direct-append", "direct-upgrade"})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		cases, of := rapid.IntRange(1, 12).Draw(t, "cases"), rapid.IntRange(1, 5).Draw(t, "shards")
		seed := rapid.Uint64().Draw(t, "seed")
		parts := map[caseKey]job{}
		for i := range of {
			for j := range (plan{list, cases, seed, shard{i, of}, 1}).jobs(none) {
				key := caseKey{j.Scenario, j.Case.Index}
				if _, twice := parts[key]; twice {
					t.Fatalf("case %v is in two shards", key)
				}
				parts[key] = j
			}
		}
		whole := map[caseKey]job{}
		for j := range (plan{list, cases, seed, shard{}, 1}).jobs(none) {
			whole[caseKey{j.Scenario, j.Case.Index}] = j
		}
		if diff := cmp.Diff(whole, parts); diff != "" {
			t.Fatalf("shards differ from the whole (-whole +shards):\n%s", diff)
		}
	})
}

// The number of cases of a part is what counting them gives, and takes no time however many there are.
func TestSizeOfPlan(t *testing.T) {
	list := fakeList(t)
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.IntRange(1, 9).Draw(t, "of")
		p := plan{list: list, cases: rapid.IntRange(1, 40).Draw(t, "cases"), part: shard{rapid.IntRange(0, of-1).Draw(t, "index"), of}, rounds: 2}
		n := 0
		for range p.jobs(none) {
			n++
		}
		if p.size() != n {
			t.Errorf("size is %d, of %d jobs", p.size(), n)
		}
	})
	most := plan{list: make([]scenarios.Scenario, 1000), cases: casesMax, rounds: 2, part: shard{shardsMax - 1, shardsMax}}
	if most.size() != 2_000_000 {
		t.Errorf("size is %d", most.size())
	}
}

func FuzzParseShard(f *testing.F) {
	for _, seed := range []string{"", "0/1", "3/4", "4/4", "-1/2", "1", "1/", "/", "1/2/3", "01/2", "0/0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := parseShard(text)
		if err != nil {
			return
		}
		again, err := parseShard(s.String())
		if err != nil || again != s {
			t.Errorf("shard %q is %v, written %q and then read as %v (%v)", text, s, s.String(), again, err)
		}
		for i := range 5 {
			if s.of > 0 && s.has(s.index+i*s.of) != true {
				t.Errorf("shard %v does not have case %d", s, s.index+i*s.of)
			}
		}
	})
}
