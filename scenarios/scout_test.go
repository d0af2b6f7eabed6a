package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/onceover/onceover/faults"
)

// spotsOf are the places of a scenario's run without faults.
func spotsOf(t *testing.T, st *Stage, sc Scenario) []spot {
	t.Helper()
	tr, err := st.newTrial(sc, sc.Consumer, Case{Seed: 7}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer tr.close()
	tr.count()
	tr.scout = newScout(AtPoints, nil)
	tr.play(nil)
	return tr.scout.spots
}

// Whatever is asked of a service fails once, before it is done and after.
func TestEveryAnswerFails(t *testing.T) {
	t.Parallel()
	list, err := Find([]string{"sink-http", "sink-kafka-transaction", "store-hbase", "store-kafka"})
	if err != nil {
		t.Fatal(err)
	}
	library := OpenLibrary(t, list...)
	for _, sc := range list {
		st, err := NewStage(library, sc.Workload, false)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string][]faults.Kind{}
		for _, s := range spotsOf(t, st, sc) {
			stage := s.fault.At.Op + " " + s.fault.At.Stage
			kinds[stage] = append(kinds[stage], s.fault.Kind)
		}
		for stage, has := range kinds {
			if strings.HasSuffix(stage, "answered") || strings.HasPrefix(stage, "kafka.api_versions") {
				continue
			}
			for _, kind := range []faults.Kind{faults.Crash, faults.Drop, faults.Delay, faults.Fail} {
				if !slices.Contains(has, kind) {
					t.Errorf("%s: %s is never struck by %s", sc.Name, stage, kind)
				}
			}
		}
		for _, op := range map[string][]string{
			"sink-http": {"http.post", "zookeeper.multi", "zookeeper.sync"}, "sink-kafka-transaction": {"kafka.produce", "kafka.end_txn", "kafka.metadata"},
			"store-hbase": {"hbase.checkAndPut", "hbase.get"}, "store-kafka": {"kafka.offset_commit", "kafka.offset_fetch"},
		}[sc.Name] {
			if kinds[op+" received"] == nil {
				t.Errorf("%s never asks for %s", sc.Name, op)
			}
		}
		st.Close()
	}
}

// A consumer whose transaction got no answer is killed at that very moment, and at each stage of what it asks for then: it
// keeps its promise wherever that is, and each run is what the case by itself gives.
func TestLostAnswerThenKilled(t *testing.T) {
	t.Parallel()
	sc, err := FindOne("one-batch")
	if err != nil {
		t.Fatal(err)
	}
	st, err := NewStage(OpenLibrary(t, sc), sc.Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	spots := spotsOf(t, st, sc)
	lost := slices.IndexFunc(spots, func(s spot) bool { return s.what == "redis.exec applied: drop" })
	var second []string
	err = st.Sweep(sc, 7, SweepPlan{At: AtPoints, Crashes: 2, Part: lost, Parts: len(spots)}, func(s Swept) error {
		if !s.Good {
			t.Errorf("struck at %v: %v %v", s.What, s.Anomalies, s.Notes)
		}
		if len(s.What) == 2 {
			second = append(second, s.What[1])
			holdsWhenRepeated(t, st, sc, s, len(second))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(second), "pairs")
	for _, what := range []string{"redis.exec applied: crash", "redis.exec received: crash", "redis.exec answered: crash", "zookeeper.multi answered: crash"} {
		if !slices.Contains(second, what) {
			t.Errorf("the second fault is never %s, but only %v", what, second)
		}
	}
	if second[0] != "redis.exec applied: crash" || slices.ContainsFunc(second, func(what string) bool { return !strings.HasSuffix(what, ": crash") }) {
		t.Errorf("second faults are %v; want crashes, the first of them where the answer is lost", second)
	}
}

// holdsWhenRepeated repeats some of the runs of a sweep.
func holdsWhenRepeated(t *testing.T, st *Stage, sc Scenario, s Swept, number int) {
	t.Helper()
	if number%20 != 1 {
		return
	}
	if o, err := st.Run(sc, s.Case); err != nil || o.Hash != s.Hash || len(o.Missed) > 0 {
		t.Errorf("%v: trace %s by copying, %s by repeating, which missed %v (%v)", s.What, s.Hash, o.Hash, o.Missed, err)
	}
}
