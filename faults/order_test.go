package faults

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/trace"
)

// reply has the injector hear the service's answer to an order of the first fault.
func reply(w *sim.World, in *Injector, do, problem string) {
	service := ruleFor(in.schedule.Faults[0]).service
	in.Point(w, sim.Point{Service: service + "#1", Stage: "applied", Op: service + ".control", Args: []trace.Arg{
		trace.Str("do", do), trace.Int("id", 1), trace.Str("error", problem),
	}})
}

// keeper is a world with somebody in the service's place who never answers, and a schedule of one fault.
func keeper(t *testing.T, im *machine.Image, f Fault) (*sim.World, *Injector) {
	t.Helper()
	in, err := New(Schedule{Faults: []Fault{f}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := sim.New(sim.Config{}, in)
	t.Cleanup(w.Close)
	hosts := []string{"store", "store-2", "buyer"}
	for _, h := range hosts {
		w.AddHost(h)
	}
	w.Start(sim.Launch{Name: ruleFor(f).service, Hosts: hosts[:2], Image: im, Args: []string{"store"}})
	for _, s := range []struct {
		kind, client string
		session      int64
	}{
		{"open", "c#1", 10}, {"open", "c#2", 11}, {"open", "other#1", 12}, {"open", "c#2", 13}, {"expire", "", 13},
	} {
		w.Note("zookeeper.session", trace.Str("client", s.client), trace.Str("kind", s.kind), trace.Int("session", s.session))
	}
	in.Begin(w)
	return w, in
}

// ordered are the messages to the service, and when a fault began and ended.
func ordered(w *sim.World) []string {
	var out []string
	for _, e := range w.Trace().Events() {
		switch e.Name {
		case "proc.control":
			out = append(out, fmt.Sprintf("%v %s", time.Duration(e.Time), e.Str("message")))
		case "fault.begin", "fault.end":
			out = append(out, fmt.Sprintf("%v %s %s", time.Duration(e.Time), e.Name[len("fault."):], e.Str("victim")))
		}
	}
	return out
}

// at is the fault at one second, for one second where it lasts.
func at(f Fault) Fault {
	f.At.Time = time.Second
	if r, _ := ruleOf(f.Kind); r.lasts {
		f.For = time.Second
	}
	return f
}

// TestOrders is what a service is told of each fault of its own. It is delivered if the service says so, and over at once
// if it says that there was nothing to strike.
func TestOrders(t *testing.T) {
	im := buildShop(t)
	for _, c := range []struct {
		fault Fault
		told  []string // the first of it if the service refuses
	}{
		{Fault{Kind: SessionExpire, Process: "c"}, []string{`1s {"do":"expire","id":1,"session":11}`, "1s begin c#2", "1s end "}},
		{Fault{Kind: SessionExpire, Process: "c#1"}, []string{`1s {"do":"expire","id":1,"session":10}`, "1s begin c#1", "1s end "}},
		{Fault{Kind: ConnectionCut, Process: "c"},
			[]string{`1s {"do":"disconnect","id":1,"session":11}`, "1s begin c#2", "1s end "}},
		{Fault{Kind: DataWipe}, []string{`1s {"do":"wipe","id":1}`, "1s begin ", "1s end "}},
		{Fault{Kind: DataSet, Path: "/n", Data: "x"}, []string{`1s {"do":"set","id":1,"path":"/n","data":"x"}`, "1s begin ", "1s end "}},
		{Fault{Kind: LeaderChange, Member: 2},
			[]string{`1s {"do":"elect","id":1,"member":2,"outage":1000000000}`, "1s begin ", "2s end "}},
		{Fault{Kind: MemberStop, Member: 2},
			[]string{`1s {"do":"stop","id":1,"member":2}`, "1s begin ", "2s end ", `2s {"do":"start","id":1,"member":2}`}},
		{Fault{Kind: MemberLag, Member: 2, By: 7},
			[]string{`1s {"do":"lag","id":1,"member":2,"by":7}`, "1s begin ", "2s end ", `2s {"do":"keep_up","id":1,"member":2}`}},
		{Fault{Kind: MemberRefuse, Member: 1},
			[]string{`1s {"do":"refuse","id":1,"member":1}`, "1s begin ", "2s end ", `2s {"do":"admit","id":1,"member":1}`}},
		{Fault{Kind: RecordsDelete, Topic: "t", Partition: 1, Offset: 7},
			[]string{`1s {"do":"delete_records","id":1,"topic":"t","partition":1,"offset":7}`, "1s begin ", "1s end "}},
		{Fault{Kind: PartitionsAdd, Topic: "t", Partitions: 5},
			[]string{`1s {"do":"add_partitions","id":1,"topic":"t","partitions":5}`, "1s begin ", "1s end "}},
		{Fault{Kind: TopicRecreate, Topic: "t", Partitions: 3},
			[]string{`1s {"do":"recreate_topic","id":1,"topic":"t","partitions":3}`, "1s begin ", "1s end "}},
		{Fault{Kind: LeaderMove, Topic: "t", Partition: 1, Node: 2},
			[]string{`1s {"do":"move_leader","id":1,"topic":"t","partition":1,"node":2}`, "1s begin ", "1s end "}},
		{Fault{Kind: DataDelete, Path: "/n"}, []string{`1s {"do":"delete","id":1,"path":"/n"}`, "1s begin ", "1s end "}},
		{Fault{Kind: DataProtect, Path: "/n", Data: "r"},
			[]string{`1s {"do":"protect","id":1,"path":"/n","data":"r"}`, "1s begin ", "1s end "}},
		{Fault{Kind: BrokerStop, Node: 2},
			[]string{`1s {"do":"remove_node","id":1,"node":2}`, "1s begin ", "2s end ", `2s {"do":"add_node","id":1,"node":2}`}},
		{Fault{Kind: LogEndLow, Topic: "t", Partition: 1, Offset: 7},
			[]string{`1s {"do":"tell_end","id":1,"topic":"t","partition":1,"offset":7}`, "1s begin ",
				"2s end ", `2s {"do":"tell_true_end","id":1,"topic":"t","partition":1}`}},
		{Fault{Kind: FetchShort, Topic: "t", Partition: 1},
			[]string{`1s {"do":"shorten_fetches","id":1,"topic":"t","partition":1}`, "1s begin ",
				"2s end ", `2s {"do":"fetch_whole","id":1,"topic":"t","partition":1}`}},
		{Fault{Kind: DataRollback},
			[]string{`1s {"do":"save","id":1}`, `2s {"do":"restore","id":1}`, "2s begin ", "2s end "}},
	} {
		t.Run(string(c.fault.Kind)+c.fault.Process, func(t *testing.T) {
			w, in := keeper(t, im, at(c.fault))
			w.Run(func(w *sim.World) bool { return in.states[0].ordered })
			if len(in.Undelivered()) != 1 || !in.Busy(w) {
				t.Error("counts as delivered, or as done, before the service has answered")
			}
			r := ruleFor(c.fault)
			reply(w, in, r.begins, "")
			in.Point(w, felt[c.fault.Kind])
			w.Start(sim.Launch{Name: "buyer", Hosts: []string{"buyer"}, Image: im}) // dials the first member
			w.Run(func(*sim.World) bool { return false })
			if r.ends != "" {
				reply(w, in, r.ends, "")
			}
			if diff := cmp.Diff(c.told, ordered(w)); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if len(in.Undelivered()) != 0 || in.Busy(w) {
				t.Error("not delivered, or not done, although the service says so")
			}

			w, in = keeper(t, im, at(c.fault))
			w.Run(func(w *sim.World) bool { return in.states[0].ordered })
			reply(w, in, r.begins, "there is nothing to strike")
			w.Run(func(*sim.World) bool { return false })
			if len(in.Undelivered()) != 1 || in.Busy(w) || in.states[0].victim != "" {
				t.Error("delivered, or still at work, although the service refused")
			}
			if diff := cmp.Diff(c.told[:1], ordered(w)); diff != "" {
				t.Errorf("told, where the service refused (-want +got):\n%s", diff)
			}
		})
	}
}

// felt is what runs into a fault that may not be felt.
var felt = map[Kind]sim.Point{
	MemberLag:    {Service: "zookeeper#1", Stage: "applied", Op: "zookeeper.getData", Host: "store-2"},
	DataRollback: {Service: "zookeeper#1", Stage: "applied", Op: "zookeeper.multi"},
	LogEndLow:    {Service: "kafka#1", Stage: "applied", Op: "kafka.list_offsets", Args: logs("t", 1)},
	FetchShort:   {Service: "kafka#1", Stage: "received", Op: "kafka.fetch", Args: logs("other", 1, "t", 0, "t", 1)},
}

// logs are the arguments of a point that names partitions: a topic and a number each.
func logs(pairs ...any) []trace.Arg {
	var out []trace.Arg
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, trace.Str("topic", pairs[i].(string)), trace.Int("partition", int64(pairs[i+1].(int))))
	}
	return out
}

// missed is what runs into nothing, although it is of the same kind: another member, another log.
var missed = map[Kind]sim.Point{
	MemberLag:    {Service: "zookeeper#1", Stage: "applied", Op: "zookeeper.getData", Host: "store"},
	DataRollback: {Service: "zookeeper#1", Stage: "applied", Op: "zookeeper.getData"},
	LogEndLow:    {Service: "kafka#1", Stage: "applied", Op: "kafka.list_offsets", Args: logs("t", 0, "other", 1)},
	FetchShort:   {Service: "kafka#1", Stage: "received", Op: "kafka.fetch", Args: logs("other", 1)},
}

// TestUnfeltOrders begins and ends faults of a service's own that nothing runs into, or something else does: they are not
// delivered, and the trace says so where they end.
func TestUnfeltOrders(t *testing.T) {
	im := buildShop(t)
	for _, f := range []Fault{
		{Kind: MemberLag, Member: 2, By: 7}, {Kind: DataRollback}, {Kind: LogEndLow, Topic: "t", Partition: 1, Offset: 7},
		{Kind: FetchShort, Topic: "t", Partition: 1}, {Kind: MemberRefuse, Member: 2},
	} {
		w, in := keeper(t, im, at(f))
		in.Point(w, felt[f.Kind]) // before it
		w.Run(func(w *sim.World) bool { return in.states[0].ordered })
		in.Point(w, felt[f.Kind]) // while it is not known to have begun
		r := ruleFor(f)
		reply(w, in, r.begins, "")
		in.Point(w, missed[f.Kind])
		w.Start(sim.Launch{Name: "buyer", Hosts: []string{"buyer"}, Image: im})
		w.Run(func(*sim.World) bool { return false })
		reply(w, in, r.ends, "")
		in.Point(w, felt[f.Kind]) // behind it
		unfelt := slices.ContainsFunc(w.Trace().Events(), func(e trace.Event) bool { return e.Name == "fault.end" && e.Has("unfelt") })
		if len(in.Undelivered()) != 1 || !unfelt || in.Busy(w) {
			t.Errorf("%s: %d undelivered, in the trace as unfelt: %v; busy: %v", f.Kind, len(in.Undelivered()), unfelt, in.Busy(w))
		}
	}
}

// TestOverlappingOrders has a fault end while another one strikes the same log: the service is told of the end once, when the last of
// them ends, and of that of another log as if there were no others. One that begins at that moment counts before it is answered; where
// it is refused, the end is told then.
func TestOverlappingOrders(t *testing.T) {
	im := buildShop(t)
	short := func(partition, from, until int) Fault {
		at := Place{Time: time.Duration(from) * time.Second}
		return Fault{Kind: FetchShort, Topic: "t", Partition: partition, At: at, For: time.Duration(until-from) * time.Second}
	}
	for _, c := range []struct {
		faults []Fault
		last   string // what is said to the order of the last fault, once the first has ended; "at once" is yes, and before
		want   []string
	}{
		{[]Fault{short(0, 1, 3), short(0, 2, 5)}, "at once", []string{`5s {"do":"fetch_whole","id":2,"topic":"t"}`}},
		{[]Fault{short(0, 1, 5), short(0, 2, 3)}, "at once", []string{`5s {"do":"fetch_whole","id":1,"topic":"t"}`}},
		{[]Fault{short(0, 1, 3), short(1, 2, 5)}, "at once", []string{
			`3s {"do":"fetch_whole","id":1,"topic":"t"}`, `5s {"do":"fetch_whole","id":2,"topic":"t","partition":1}`}},
		{[]Fault{short(0, 1, 3), short(0, 3, 5)}, "", []string{`5s {"do":"fetch_whole","id":2,"topic":"t"}`}},
		{[]Fault{short(0, 1, 3), short(0, 3, 5)}, "no", []string{`3s {"do":"fetch_whole","id":1,"topic":"t"}`}},
	} {
		in, err := New(Schedule{Faults: c.faults}, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := sim.New(sim.Config{}, in)
		w.AddHost("store")
		w.Start(sim.Launch{Name: "kafka", Hosts: []string{"store"}, Image: im, Args: []string{"store"}})
		in.Begin(w)
		answer := func(id int64, problem string) {
			in.Point(w, sim.Point{Service: "kafka#1", Stage: "applied", Op: "kafka.control", Args: []trace.Arg{
				trace.Str("do", "shorten_fetches"), trace.Int("id", id), trace.Str("error", problem),
			}})
		}
		w.Run(func(*sim.World) bool { return in.states[0].ordered })
		answer(1, "")
		if w.Run(func(*sim.World) bool { return in.states[1].ordered }); c.last == "at once" {
			answer(2, "")
		} else {
			w.Run(func(*sim.World) bool { return in.states[0].ended })
			answer(2, c.last)
		}
		w.Run(func(*sim.World) bool { return false })
		var ends []string
		for _, said := range ordered(w) {
			if strings.Contains(said, "fetch_whole") {
				ends = append(ends, said)
			}
		}
		if diff := cmp.Diff(c.want, ends); diff != "" {
			t.Errorf("%v, answered %q: ends (-want +got):\n%s", c.faults, c.last, diff)
		}
		w.Close()
	}
}

func ruleFor(f Fault) rule {
	r, _ := ruleOf(f.Kind)
	return r
}

// TestOrderForNobody strikes a session that has ended, one of a process without any, and a ZooKeeper that does not run.
func TestOrderForNobody(t *testing.T) {
	im := buildShop(t)
	for _, f := range []Fault{{Kind: SessionExpire, Process: "c#3"}, {Kind: SessionExpire, Process: "nobody"}, {Kind: DataWipe}} {
		w, in := keeper(t, im, at(f))
		if f.Kind == DataWipe {
			w.Crash(w.Find("zookeeper"), "for the test")
		}
		w.Run(func(*sim.World) bool { return false })
		if got := ordered(w); len(got) > 0 || in.Busy(w) {
			t.Errorf("%s: %q", f, got)
		}
		if diff := cmp.Diff([]Count{{f.Kind, 1, 1, 0}}, in.Counts()); diff != "" {
			t.Errorf("%s: counts (-want +got):\n%s", f, diff)
		}
	}
}

// TestHealOfOrders takes back early what lasts, and leaves what was to be rolled back.
func TestHealOfOrders(t *testing.T) {
	im := buildShop(t)
	for kind, want := range map[Kind][]string{
		MemberStop:   {`1s {"do":"stop","id":1,"member":2}`, "1s begin ", "1s end ", `1s {"do":"start","id":1,"member":2}`},
		DataRollback: {`1s {"do":"save","id":1}`},
	} {
		f := Fault{Kind: kind}
		if kind == MemberStop {
			f.Member = 2
		}
		w, in := keeper(t, im, at(f))
		w.Run(func(w *sim.World) bool { return in.states[0].ordered })
		reply(w, in, ruleFor(f).begins, "")
		in.Heal(w)
		w.Run(func(*sim.World) bool { return false })
		if diff := cmp.Diff(want, ordered(w)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
		if undelivered := len(in.Undelivered()); undelivered != map[Kind]int{DataRollback: 1}[kind] {
			t.Errorf("%s: %d undelivered", kind, undelivered)
		}
	}
}
