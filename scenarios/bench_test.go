package scenarios

import (
	"testing"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// reference is the scenario by which speed is compared: DESIGN.md, "Speed".
func reference() Scenario {
	workload := Workload{Partitions: 4, Records: 300, Size: 100, Batch: 25}
	c := direct("transaction", workload, directV1)
	c.Args = append(c.Args, "--batch.max_records", "25")
	return Scenario{
		Name: "reference", Workload: workload, Consumer: c,
		Promise: model.Promise{Guarantee: model.ExactlyOnce},
		Model:   model.Config{Commits: model.RedisCommits},
	}
}

// referenceSchedule kills incarnations 1 and 2 after batches 4 and 8 were applied and before they are answered.
func referenceSchedule() faults.Schedule {
	kill := func(who string) faults.Fault {
		return faults.Fault{
			Kind:    faults.Crash,
			At:      faults.Place{Op: "redis.exec", Stage: "applied", Client: who, Occurrence: 4},
			Restart: &faults.Restart{After: 10 * time.Millisecond},
		}
	}
	return faults.Schedule{Faults: []faults.Fault{kill("consumer#1"), kill("consumer#2")}}
}

// BenchmarkReferenceScenario runs it with a new seed each time: from nothing, where the services start and the records are
// produced too, and from a copied world, where they are there already.
func BenchmarkReferenceScenario(b *testing.B) {
	sc := reference()
	l := OpenLibrary(b, sc)
	once := func(b *testing.B, st *Stage, seed int) {
		o, err := st.Run(sc, Case{Index: 0, Seed: uint64(seed), Schedule: referenceSchedule()})
		if err != nil {
			b.Fatal(err)
		}
		if !o.Good() || len(o.Missed) > 0 || o.Verdict.Ledger.Once != sc.Workload.Records {
			b.Fatalf("seed %d: %v, missed %v, %+v", seed, o.Verdict.Anomalies, o.Missed, o.Verdict.Ledger)
		}
		if seed == 1 {
			b.Logf("seed 1: trace %s, %d events, 2 of 2 faults delivered", o.Hash, o.Events)
		}
	}
	b.Run("nothing", func(b *testing.B) {
		for seed := 1; b.Loop(); seed++ {
			st, err := NewStage(l, sc.Workload, false)
			if err != nil {
				b.Fatal(err)
			}
			once(b, st, seed)
			st.Close()
		}
	})
	b.Run("copied", func(b *testing.B) {
		st, err := NewStage(l, sc.Workload, false)
		if err != nil {
			b.Fatal(err)
		}
		defer st.Close()
		for seed := 1; b.Loop(); seed++ {
			once(b, st, seed)
		}
	})
}
