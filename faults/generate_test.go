package faults

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var names = Names{
	Hosts:     []string{"consumer", "kafka-1", "redis"},
	Processes: []string{"consumer"},
	Services:  []string{"kafka", "redis", "zookeeper"},
	Versions:  []string{"v1", "v2"},
	Topics:    map[string]int{"orders": 3},
	Brokers:   3,
	Members:   3,
}

var space = Space{
	Processes: names.Processes,
	Outputs:   200,
	Within:    20 * time.Second,
	Operations: []Operation{
		{Op: "redis.exec", Mutation: true, Count: 12, Errors: []string{"ERR no"}},
		{Op: "zookeeper.multi", Mutation: true, Count: 12},
		{Op: "kafka.fetch", Count: 50, Errors: []string{"NOT_LEADER_FOR_PARTITION"}},
	},
	Links:    [][2][]string{{{"consumer"}, {"kafka-1"}}, {{"consumer"}, {"redis", "kafka-1"}}},
	Versions: names.Versions,
	Also: []Kind{
		Half, Refuse, ClockBack, ClockForward, SessionExpire, ConnectionCut, LeaderMove, BrokerStop, RecordsDelete, LogCompact,
		LogTruncate, LogEndLow, FetchShort, LeaderChange, MemberStop, MemberLag, MemberRefuse, DataWipe,
	},
	Topic: "orders", Partitions: 3, Brokers: 3, Records: 30, Members: 3,
}

func TestDrawnSchedulesAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Generator(space).Draw(t, "schedule")
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
		if err := s.Check(names); err != nil {
			t.Fatal(err)
		}
		if n := len(s.Faults); n < 1 || n > 3 {
			t.Fatalf("%d faults", n)
		}
	})
}

// Every kind is drawn that is always drawn or was asked for and can be, mutations far more often than reads, pauses on both sides of the session timeout, and the same
// seed draws the same schedule.
func TestWhatIsDrawn(t *testing.T) {
	kinds, ops := map[Kind]int{}, map[string]int{}
	short, long, upgrades := 0, 0, 0
	g := Generator(space)
	for seed := range 3000 {
		s := g.Example(seed)
		if diff := cmp.Diff(s, g.Example(seed)); diff != "" {
			t.Fatalf("seed %d draws two schedules:\n%s", seed, diff)
		}
		for _, f := range s.Faults {
			kinds[f.Kind]++
			ops[f.At.Op]++
			switch {
			case f.Kind == Pause && f.For < 10*time.Second:
				short++
			case f.Kind == Pause:
				long++
			}
			if f.Restart != nil && f.Restart.Version == "v2" {
				upgrades++
			}
		}
	}
	for _, r := range rules {
		possible := r.often > 0 || slices.Contains(space.Also, r.kind) && r.kind != DataWipe
		if n := kinds[r.kind]; possible && n < 30 || !possible && n > 0 {
			t.Errorf("%s was drawn %d times", r.kind, n)
		}
	}
	if ops["redis.exec"]+ops["zookeeper.multi"] < 5*ops["kafka.fetch"] || ops["kafka.fetch"] == 0 {
		t.Errorf("operations: %v", ops)
	}
	if short == 0 || long == 0 || upgrades == 0 {
		t.Errorf("%d short pauses, %d long ones, %d upgrades", short, long, upgrades)
	}
}

// A space that has nothing for a kind never draws it, and an empty one draws the empty schedule.
func TestSpacesWithGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if s := Generator(Space{}).Draw(t, "empty"); len(s.Faults) != 0 {
			t.Fatalf("drawn from nothing: %v", s)
		}
		only := Space{Processes: names.Processes, Within: time.Second, Kinds: []Kind{Crash, NetPartition, Fail}}
		for _, f := range Generator(only).Draw(t, "crashes").Faults {
			if f.Kind != Crash || !f.At.isTime() {
				t.Fatalf("drawn although there is nothing for it: %v", f)
			}
		}
		reads := Space{Operations: []Operation{{Op: "kafka.fetch"}}}
		for _, f := range Generator(reads).Draw(t, "operations").Faults {
			if !slices.Contains([]Kind{Drop, Delay, Slow}, f.Kind) {
				t.Fatalf("drawn although there is nothing for it: %v", f)
			}
		}
	})
}

func TestCheckNamesWhatIsMissing(t *testing.T) {
	s := Schedule{Faults: []Fault{
		{Kind: Crash, Process: "producer#2", Restart: &Restart{Version: "v9"}},
		{Kind: NetPartition, Hosts: [2][]string{{"consumer"}, {"moon"}}, For: 1},
		{Kind: Drop, At: Place{Stage: "applied", Service: "etcd", Client: "consumer#3", Occurrence: 1}},
		{Kind: NetRefuse, Host: "sun", For: 1},
	}}
	for _, k := range []Kind{DataWipe, MemberStop} {
		elsewhere := Schedule{Faults: []Fault{{Kind: k}}}.Check(Names{Services: []string{"kafka"}})
		if want := `fault 1: no service "zookeeper", there is kafka`; elsewhere == nil || elsewhere.Error() != want {
			t.Errorf("%s where there is no ZooKeeper: %v", k, elsewhere)
		}
	}
	want := `fault 1: no process "producer#2", there is consumer
fault 1: no version "v9", there is v1, v2
fault 2: no host "moon", there is consumer, kafka-1, redis
fault 3: no service "etcd", there is kafka, redis, zookeeper
fault 4: no host "sun", there is consumer, kafka-1, redis`
	if diff := cmp.Diff(want, s.Check(names).Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
