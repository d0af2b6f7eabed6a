package scenarios

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// No two seeds have a world in common, the largest ones neither, and a run finds its own.
func TestAnythingOfEachSeed(t *testing.T) {
	seen := map[string]uint64{}
	for _, seed := range []uint64{1, 2, 20261121, 20261122, 1 << 40} {
		names := Seeded([]string{"direct-append", anything}, seed)
		found, err := Find(names)
		if err != nil || len(found) != 1+anythingListed {
			t.Fatalf("seed %d: %d scenarios, %v", seed, len(found), err)
		}
		if nightly := Nightly(seed); !slices.Contains(nightly, "broken-commit-first") || nightly[len(nightly)-1] != names[anythingListed] {
			t.Errorf("seed %d: a night has %v", seed, nightly)
		}
		for _, name := range names[1:] {
			if other, there := seen[name]; there {
				t.Errorf("seeds %d and %d both have %s", other, seed, name)
			}
			seen[name] = seed
		}
	}
	for _, seed := range []uint64{0, 1<<64 - 1} {
		if _, err := Find(Seeded([]string{anything}, seed)); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// A replay file of a drawn scenario holds its world in words, and is refused where its name has come to mean another one.
func TestReplayHoldsItsWorld(t *testing.T) {
	s := Anything(20261122)[4]
	report := CaseReport{Scenario: s.Name, Case: s.DrawCase(20261122, 3), Hash: "00ff"}
	for what, change := range map[string]func(w *World){
		"":          func(*World) {},
		"workload":  func(w *World) { w.Workload.Partitions++ },
		"instances": func(w *World) { w.Instances = append(w.Instances, "consumer9") },
		"args":      func(w *World) { w.Args = w.Args[1:] },
	} {
		r := NewReplay(report, nil)
		change(r.World)
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		_, of, err := ParseReplayOf("file", text, FindOne)
		refused := err != nil && strings.Contains(err.Error(), "world: this version draws another one for "+s.Name)
		if of.Name != s.Name || refused != (what != "") || err != nil && !refused {
			t.Errorf("with other %q, %s: error %v", what, of.Name, err)
		}
	}
	if r := NewReplay(CaseReport{Scenario: "direct-append"}, nil); r.World != nil {
		t.Errorf("direct-append has the world %v", r.World)
	}
}
