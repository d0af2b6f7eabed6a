package scenarios

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// The addresses of the services in every scenario, for the arguments of a program under test.
const (
	Brokers   = "kafka-1:9092,kafka-2:9092,kafka-3:9092"
	ZooKeeper = "zookeeper:2181"
	Redis     = "redis:6379"
)

// complete gives zero fields of a scenario that somebody wrote by hand their defaults.
func (s Scenario) complete(name string) (Scenario, error) {
	if len(s.Consumer.Builds) == 0 {
		return s, errors.New("check scenario: it has no program; name one in Consumer.Builds")
	}
	if s.Promise.Guarantee == "" {
		return s, errors.New("check scenario: it promises nothing; say what in Promise.Guarantee")
	}
	if s.Name == "" {
		s.Name = name
	}
	w := &s.Workload
	for _, field := range []struct {
		value    *int
		standard int
	}{{&w.Partitions, load.Partitions}, {&w.Records, load.Records}, {&w.Size, load.Size}} {
		if *field.value == 0 {
			*field.value = field.standard
		}
	}
	if len(s.Variants) == 0 {
		s.Variants = []Variant{{Start: s.Model.Start}}
	}
	if err := s.drawable(); err != nil {
		return s, err
	}
	var err error
	if s.Consumer.Builds, err = completeBuilds(s.Consumer.Builds); err != nil || s.Broken == nil {
		return s, err
	}
	b := *s.Broken
	b.Twin.Builds, err = completeBuilds(b.Twin.Builds)
	s.Broken = &b
	return s, err
}

// drawable refuses a space of faults some of which strike nothing in the scenario's world, whatever happens there.
func (s Scenario) drawable() error {
	for _, k := range slices.Concat(s.Space.Kinds, s.Space.Also) {
		wants := ""
		switch {
		case k == faults.LogTruncate && !s.Workload.Truncatable:
			wants = "Workload.Truncatable"
		case k == faults.LogCompact && !slices.Contains(strings.Split(s.Workload.Compacted, ","), Topic):
			wants = "Workload.Compacted with " + Topic
		case k == faults.MemberLag && s.Workload.Ensemble < 2:
			wants = "Workload.Ensemble of 2 or more"
		}
		if wants != "" {
			return fmt.Errorf("check scenario: its space has %s, which wants %s", k, wants)
		}
	}
	if drawn := 3 * s.Space.Timeout; drawn > faultsMax+s.Patience { // as package faults draws it
		return fmt.Errorf("check scenario: what its space times by Timeout lasts up to %v, and faults have %v: it wants a Patience of %v",
			drawn, faultsMax+s.Patience, drawn-faultsMax)
	}
	return nil
}

// completeBuilds numbers the versions that have no name, and names programs after their packages.
func completeBuilds(builds []Program) ([]Program, error) {
	complete := append([]Program(nil), builds...)
	known := map[string]bool{}
	for i := range complete {
		p := &complete[i]
		if p.Version == "" {
			p.Version = "v" + strconv.Itoa(i+1)
		}
		if known[p.Version] {
			return nil, fmt.Errorf("check scenario: two builds of version %s", p.Version)
		}
		known[p.Version] = true
		if p.Name == "" {
			p.Name = path.Base(filepath.ToSlash(p.Source.Package+p.Source.Wasm)) + "-" + p.Version
		}
	}
	return complete, nil
}

// staged completes a scenario, and sets its stage for a test, which ends where that fails.
func staged(t testing.TB, s Scenario) (Scenario, *Stage) {
	t.Helper()
	s, err := s.complete(t.Name())
	if err != nil {
		t.Fatal(err)
	}
	stage, err := NewStage(OpenLibrary(t, s), s.Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stage.Close)
	return s, stage
}

// surveyed does that too, and learns what may go wrong from a run in which nothing does.
func surveyed(t testing.TB, s Scenario) (Scenario, *Stage) {
	t.Helper()
	s, stage := staged(t, s)
	learned, err := stage.survey(s)
	if err != nil {
		t.Fatal(err)
	}
	s.Space = fill(s.Space, learned)
	return s, stage
}

// making is held by who makes a library: most of the time goes into compiling programs, which the next one then finds compiled.
var making sync.Mutex

// OpenLibrary builds and compiles the programs of scenarios, as far as no cache has them. The library belongs to the test,
// because a runtime is for one goroutine and tests may be parallel. It opens what the programs are built from, so that go test
// runs the test again when they change, and logs where that is not enough.
func OpenLibrary(t testing.TB, list ...Scenario) *Library {
	t.Helper()
	making.Lock()
	defer making.Unlock()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatalf("find the cache of compiled programs: %v", err)
	}
	runtime, err := machine.NewRuntime(filepath.Join(cache, "onceover", "compiled"), machine.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := runtime.Close(); err != nil {
			t.Error(err)
		}
	})
	moduleDir, err := Locate("go", ".", "")
	if err != nil {
		t.Fatal(err)
	}
	l := NewLibrary(runtime)
	var outside []string
	for _, p := range distinct(t, list) {
		built, err := program.Builder{}.Build(p.In(moduleDir).Source)
		if err != nil {
			t.Fatal(err)
		}
		elsewhere, err := built.OpenInputs(".")
		if err != nil {
			t.Fatal(err)
		}
		outside = append(outside, elsewhere...)
		if err := l.Add(p.Name, built); err != nil {
			t.Fatal(err)
		}
	}
	if len(outside) > 0 {
		t.Logf("go test does not notice when %s, or another of %d inputs of the programs outside of this module, changes: "+
			"use -count=1 then", outside[0], len(outside))
	}
	return l
}

// distinct are the programs to build. Two that share a name must be the same.
func distinct(t testing.TB, list []Scenario) []Program {
	t.Helper()
	programs := Programs(list)
	for _, s := range list {
		for _, c := range s.consumers() {
			for _, p := range c.Builds {
				for _, q := range programs {
					if p.Name == q.Name && !reflect.DeepEqual(p.Source, q.Source) {
						t.Fatalf("check scenario: two programs are named %s", p.Name)
					}
				}
			}
		}
	}
	return programs
}
