package faults

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var sample = Schedule{Faults: []Fault{
	{Kind: Crash, At: Place{Process: "consumer", Output: 17}},
	{
		Kind:    Crash,
		At:      Place{Op: "redis.exec", Stage: "applied", Client: "consumer", Occurrence: 2},
		Restart: &Restart{After: 2 * time.Second, Version: "v2"},
	},
	{
		Kind: Pause, Process: "consumer#2", At: Place{Time: 1500 * time.Millisecond}, For: 30 * time.Second,
		Restart: &Restart{After: 8 * time.Second},
	},
	{Kind: NetPartition, Hosts: [2][]string{{"consumer"}, {"kafka-1", "kafka-2"}}, For: 300*time.Millisecond + time.Nanosecond},
	{
		Kind: Fail, Error: "NOT_LEADER_FOR_PARTITION",
		At: Place{Service: "kafka", Op: "kafka.fetch", Stage: "received", Occurrence: 1},
	},
	{Kind: Half, At: Place{Op: "zookeeper.connect", Stage: "applied", Occurrence: 1}},
	{Kind: SessionExpire, At: Place{Op: "zookeeper.create", Stage: "applied", Client: "consumer", Occurrence: 1}},
	{Kind: LeaderChange, Member: 2, At: Place{Time: time.Second}, For: 2 * time.Second},
	{Kind: MemberLag, Member: 3, By: 5 * time.Second, At: Place{Time: time.Second}, For: time.Minute},
	{Kind: DataRollback, At: Place{Process: "consumer", Output: 17}, For: 3 * time.Second},
	{Kind: DataWipe, At: Place{Time: time.Second}},
	{Kind: ConnectionCut, At: Place{Op: "zookeeper.multi", Stage: "answered", Client: "consumer", Occurrence: 1}},
	{Kind: Refuse, Error: "ERR no", At: Place{Op: "redis.set", Stage: "received", Client: "consumer#2", Occurrence: 3}, For: time.Minute},
	{Kind: ClockBack, By: time.Hour, At: Place{Process: "consumer", Output: 17}},
	{Kind: RecordsDelete, Topic: "orders", Partition: 2, Offset: 20, At: Place{Time: time.Second}},
	{Kind: PartitionsAdd, Topic: "orders", Partitions: 5, At: Place{Process: "consumer", Output: 17}},
	{Kind: TopicRecreate, Topic: "orders", Partitions: 3, At: Place{Time: time.Second}},
	{Kind: LeaderMove, Topic: "orders", Partition: 1, Node: 3, At: Place{Op: "kafka.fetch", Stage: "received", Occurrence: 2}},
	{Kind: LogCompact, Topic: "orders", Partition: 1, At: Place{Time: time.Second}},
	{Kind: LogTruncate, Topic: "orders", Partition: 2, Offset: 7, At: Place{Time: time.Second}},
	{Kind: DataSet, Path: "/consumers/g/offsets/t/0", Data: "-1", At: Place{Time: time.Second}},
	{Kind: NetStall, Hosts: [2][]string{{"redis"}, {"consumer"}}, At: Place{Time: time.Second}, For: time.Minute},
	{Kind: NetReset, Hosts: [2][]string{{"consumer"}, {"redis"}}, At: Place{Op: "redis.exec", Stage: "received", Occurrence: 1}},
	{Kind: NetRefuse, Host: "redis", At: Place{Time: time.Second}, For: time.Minute},
	{Kind: Slow, By: time.Second, At: Place{Service: "redis", Stage: "received", Client: "consumer", Occurrence: 3}, For: time.Minute},
	{Kind: ClockForward, By: time.Hour, Process: "consumer", At: Place{Time: time.Second}},
	{Kind: DataDelete, Path: "/consumers/g/offsets/t/0", At: Place{Time: time.Second}},
	{Kind: DataProtect, Path: "/consumers/g", Data: "r", At: Place{Time: time.Second}},
	{Kind: BrokerStop, Node: 2, At: Place{Time: time.Second}, For: time.Minute},
	{Kind: LogEndLow, Topic: "orders", Partition: 1, Offset: 7, At: Place{Time: time.Second}, For: time.Minute},
	{Kind: FetchShort, Topic: "orders", Partition: 1, At: Place{Time: time.Second}, For: time.Minute},
}}

func TestScheduleIsReadAndWrittenAsDocumented(t *testing.T) {
	want, err := os.ReadFile("testdata/schedule.json")
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(sample, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
	var read Schedule
	if err := json.Unmarshal(want, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample, read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func TestScheduleInWords(t *testing.T) {
	want := `1. crash at output 17 of consumer
2. crash when redis.exec of consumer is applied, the 2nd time, restart after 2s as v2
3. pause of consumer#2 for 30s at 1.5s, successor after 8s
4. net partition of consumer from kafka-1, kafka-2 for 300.000001ms at 0s
5. fail with "NOT_LEADER_FOR_PARTITION" when kafka.fetch at kafka is received, the 1st time
6. half when zookeeper.connect is applied, the 1st time
7. session expire when zookeeper.create of consumer is applied, the 1st time
8. leader change to 2 for 2s at 1s
9. member lag of 3 by 5s for 1m0s at 1s
10. data rollback for 3s at output 17 of consumer
11. data wipe at 1s
12. connection cut when zookeeper.multi of consumer is answered, the 1st time
13. refuse with "ERR no" for 1m0s when redis.set of consumer#2 is received, the 3rd time
14. clock back by 1h0m0s at output 17 of consumer
15. records delete of orders/2 below 20 at 1s
16. partitions add of orders, 5 partitions at output 17 of consumer
17. topic recreate of orders, 3 partitions at 1s
18. leader move of orders/1 to 3 when kafka.fetch is received, the 2nd time
19. log compact of orders/1 at 1s
20. log truncate of orders/2 from 7 at 1s
21. data set of /consumers/g/offsets/t/0 to "-1" at 1s
22. net stall from redis to consumer for 1m0s at 1s
23. net reset between consumer and redis when redis.exec is received, the 1st time
24. net refuse by redis for 1m0s at 1s
25. slow by 1s for 1m0s when an operation at redis of consumer is received, the 3rd time
26. clock forward of consumer by 1h0m0s at 1s
27. data delete of /consumers/g/offsets/t/0 at 1s
28. data protect of /consumers/g to "r" at 1s
29. broker stop of 2 for 1m0s at 1s
30. log end low of orders/1 at 7 for 1m0s at 1s
31. fetch short of orders/1 for 1m0s at 1s
`
	if diff := cmp.Diff(want, sample.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Generator(space).Draw(t, "schedule")
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back Schedule
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		if diff := cmp.Diff(s, back); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// Every kind is written and read, those too that are not drawn.
func TestEveryKindRoundTrips(t *testing.T) {
	for _, r := range rules {
		f := Fault{Kind: r.kind, At: Place{Time: time.Second}}
		switch {
		case r.operation:
			f.At = Place{Stage: "applied", Occurrence: 1}
		case r.isOfProcess():
			f.Process = "consumer"
		case r.member:
			f.Member = 2
		case r.kind == NetRefuse:
			f.Host = "kafka-1"
		case r.hosts:
			f.Hosts = [2][]string{{"consumer"}, {"kafka-1"}}
		}
		if r.lasts {
			f.For = time.Minute
		}
		if r.answers() {
			f.Error = "-4"
		}
		if r.by != "" {
			f.By = time.Second
		}
		if r.isOfTopic() {
			f.Topic = "orders"
		}
		switch r.kind {
		case DataSet:
			f.Path, f.Data = "/n", "\u2028\""
		case DataDelete:
			f.Path = "/n"
		case DataProtect:
			f.Path, f.Data = "/n", "rw"
		case BrokerStop:
			f.Node = 3
		case LogCompact, FetchShort:
			f.Partition = 1
		case RecordsDelete, LogTruncate, LogEndLow:
			f.Partition, f.Offset = 1, 7
		case LeaderMove:
			f.Partition, f.Node = 1, 2
		case PartitionsAdd, TopicRecreate:
			f.Partitions = 4
		}
		s, back := Schedule{Faults: []Fault{f}}, Schedule{}
		b, err := json.Marshal(s)
		if err == nil {
			err = json.Unmarshal(b, &back)
		}
		if diff := cmp.Diff(s, back); err != nil || diff != "" {
			t.Errorf("%s: error %v (-want +got):\n%s", r.kind, err, diff)
		}
	}
}

// Whatever is wrong with a schedule, the error says what and where.
func TestBadSchedulesAreRefused(t *testing.T) {
	faults := func(f string) string { return `{"format": 1, "faults": [` + f + `]}` }
	good := `{"fault": "crash", "process": "c", "at": {"time": "1s"}}`
	for _, c := range []struct{ in, want string }{
		{`{"format": 1, "faults": [` + good, "unexpected end of JSON input"},
		{`[]`, "cannot unmarshal array"},
		{`{"faults": []}`, "it names no format"},
		{`{"format": 2, "faults": []}`, "schedule format 2, this build reads 1"},
		{`{"format": "1", "faults": []}`, "cannot unmarshal string"},
		{`{"format": 1, "fault": []}`, `unknown field "fault"`},
		{faults(good + `, {"fault": "crash", "at": {"output": 1, "proces": "c"}}`), `decode fault 2: unknown field "proces", there is time, process, output`},
		{faults(`{"fault": "explode", "at": {"time": "1s"}}`), `fault 1: unknown kind "explode"`},
		{faults(`{"fault": "crash", "process": "c"}`), "the place is none of"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "soon"}}`), `invalid duration "soon"`},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "-1s"}}`), "time -1s lies before the beginning"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "1s", "output": 3, "process": "c"}}`), "more than one of"},
		{faults(`{"fault": "crash", "process": "c", "at": {"output": 3}}`), "an output needs its process"},
		{faults(`{"fault": "crash", "process": "c", "at": {"output": -3, "process": "c"}}`), "output -3 of \"c\", want 1 or more"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "1s", "output": -3}}`), "output -3"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "1s", "op": "x"}}`), "more than one of"},
		{faults(`{"fault": "crash", "process": "c", "at": {"op": "x", "occurrence": 1}}`), "none of"},
		{faults(`{"fault": "crash", "process": "c", "at": {"op": "x", "stage": "done", "occurrence": 1}}`), `unknown stage "done"`},
		{faults(`{"fault": "crash", "process": "c", "at": {"op": "x", "stage": "applied"}}`), "occurrence 0"},
		{faults(`{"fault": "crash", "at": {"time": "1s"}}`), "at a time needs a process"},
		{faults(`{"fault": "crash", "at": {"stage": "applied", "occurrence": 1}}`), "needs a process or a client"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "1s"}, "for": "1s"}`), "crash has a duration"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "1s"}, "error": "e"}`), "answers none"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "1s"}, "restart": {"after": "-1s"}}`), "before it strikes"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "1s"}, "between": [["a"], ["b"]]}`), "divides none"},
		{faults(`{"fault": "pause", "process": "c", "at": {"time": "1s"}}`), "pause has no duration"},
		{faults(`{"fault": "pause", "process": "c", "at": {"time": "1s"}, "for": "-1s"}`), "pause has the duration -1s, want one above 0s"},
		{faults(`{"fault": "pause", "process": "c", "at": {"time": "1s"}, "for": "876000h1ns"}`),
			"pause has the duration 876000h0m0.000000001s, want 876000h0m0s at most"},
		{faults(`{"fault": "clock_back", "process": "c", "at": {"time": "1s"}, "by": "876001h"}`), "clock_back has the time 876001h0m0s, want 876000h0m0s at most"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "876001h"}}`), "crash: time 876001h0m0s, want 876000h0m0s at most"},
		{faults(`{"fault": "crash", "process": "c", "at": {"time": "1s"}, "restart": {"after": "876001h"}}`),
			"crash has the wait 876001h0m0s, want 876000h0m0s at most"},
		{faults(`{"fault": "drop", "at": {"time": "1s"}}`), "needs an operation's stage"},
		{faults(`{"fault": "drop", "at": {"stage": "answered", "occurrence": 1}}`), "needs an operation's stage"},
		{faults(`{"fault": "drop", "process": "c", "at": {"stage": "applied", "occurrence": 1}}`), "but names one"},
		{faults(`{"fault": "drop", "at": {"stage": "applied", "occurrence": 1}, "restart": {"after": "1s"}}`), "but has a restart"},
		{faults(`{"fault": "fail", "at": {"stage": "applied", "occurrence": 1}}`), "has no error to answer"},
		{faults(`{"fault": "half", "at": {"stage": "received", "occurrence": 1}}`), "there is no answer"},
		{faults(`{"fault": "half", "at": {"time": "1s"}}`), "needs an operation's stage"},
		{faults(`{"fault": "session_expire", "at": {"time": "1s"}}`), "at a time needs a process"},
		{faults(`{"fault": "session_expire", "at": {"stage": "applied", "occurrence": 1}}`), "needs a process or a client"},
		{faults(`{"fault": "session_expire", "process": "c", "at": {"time": "1s"}, "restart": {"after": "1s"}}`), "but has a restart"},
		{faults(`{"fault": "session_expire", "process": "c", "at": {"time": "1s"}, "member": 1}`), "strikes no member, but has one"},
		{faults(`{"fault": "leader_change", "at": {"time": "1s"}, "for": "1s"}`), "leader_change needs a member, from 1"},
		{faults(`{"fault": "leader_change", "at": {"time": "1s"}, "member": 2}`), "leader_change has no duration"},
		{faults(`{"fault": "member_stop", "at": {"time": "1s"}, "for": "1s", "member": -1}`), "member_stop needs a member, from 1"},
		{faults(`{"fault": "member_stop", "at": {"time": "1s"}, "for": "1s", "member": 1, "process": "c"}`), "but names one"},
		{faults(`{"fault": "member_lag", "at": {"time": "1s"}, "for": "1s", "member": 1}`), "needs a time by which the member lags"},
		{faults(`{"fault": "member_refuse", "at": {"time": "1s"}, "for": "1s", "member": 1, "by": "1s"}`), "but nobody does"},
		{faults(`{"fault": "data_rollback", "at": {"time": "1s"}}`), "data_rollback has no duration"},
		{faults(`{"fault": "data_wipe", "at": {"time": "1s"}, "for": "1s"}`), "data_wipe has a duration"},
		{faults(`{"fault": "refuse", "at": {"stage": "received", "occurrence": 1}, "for": "1s"}`), "has no error to answer"},
		{faults(`{"fault": "refuse", "at": {"stage": "received", "occurrence": 1}, "error": "e"}`), "refuse has no duration"},
		{faults(`{"fault": "clock_back", "at": {"time": "1s"}, "by": "1h"}`), "at a time needs a process"},
		{faults(`{"fault": "clock_back", "at": {"time": "1s"}, "process": "c"}`), "needs a time by which the clock"},
		{faults(`{"fault": "records_delete", "at": {"time": "1s"}, "offset": 1}`), "needs a topic"},
		{faults(`{"fault": "records_delete", "at": {"time": "1s"}, "topic": "t"}`), "needs an offset above 0"},
		{faults(`{"fault": "records_delete", "at": {"time": "1s"}, "topic": "t", "offset": 1, "partition": -1}`), "negative partition"},
		{faults(`{"fault": "partitions_add", "at": {"time": "1s"}, "topic": "t"}`), "needs a number of partitions"},
		{faults(`{"fault": "partitions_add", "at": {"time": "1s"}, "topic": "t", "partitions": 1001}`), "makes 1001 partitions, want 1000 at most"},
		{faults(`{"fault": "log_compact", "at": {"time": "1s"}, "topic": "t", "partition": 1000}`), "has partition 1000, want one below 1000"},
		{faults(`{"fault": "topic_recreate", "at": {"time": "1s"}, "topic": "t", "partitions": 2, "partition": 1}`), "strikes no partition"},
		{faults(`{"fault": "leader_move", "at": {"time": "1s"}, "topic": "t"}`), "needs a node, from 1"},
		{faults(`{"fault": "log_compact", "at": {"time": "1s"}, "partition": 1}`), "needs a topic"},
		{faults(`{"fault": "log_compact", "at": {"time": "1s"}, "topic": "t", "offset": 1}`), "cuts no log off"},
		{faults(`{"fault": "log_truncate", "at": {"time": "1s"}, "topic": "t", "offset": -1}`), "negative offset"},
		{faults(`{"fault": "log_truncate", "at": {"time": "1s"}, "topic": "t", "for": "1s"}`), "has a duration"},
		{faults(`{"fault": "data_wipe", "at": {"time": "1s"}, "topic": "t"}`), "strikes no topic"},
		{faults(`{"fault": "data_set", "at": {"time": "1s"}, "data": "x"}`), "data_set needs the path of a znode"},
		{faults(`{"fault": "data_wipe", "at": {"time": "1s"}, "path": "/n"}`), "needs the path of a znode if an operator writes it, and only then"},
		{faults(`{"fault": "data_wipe", "at": {"time": "1s"}, "data": "x"}`), "writes nothing, but has data"},
		{faults(`{"fault": "net_partition", "between": [["a"], ["a"]], "at": {"time": "1s"}, "for": "1s"}`), "different hosts"},
		{faults(`{"fault": "net_partition", "between": [["a"]], "at": {"time": "1s"}, "for": "1s"}`), "between 1 sets"},
		{faults(`{"fault": "net_stall", "at": {"time": "1s"}, "for": "1s"}`), "net_stall needs two sets of different hosts"},
		{faults(`{"fault": "net_reset", "between": [["a"], ["b"]], "at": {"time": "1s"}, "for": "1s"}`), "net_reset has a duration"},
		{faults(`{"fault": "net_refuse", "at": {"time": "1s"}, "for": "1s"}`), "needs a host if it refuses"},
		{faults(`{"fault": "data_wipe", "at": {"time": "1s"}, "host": "h"}`), "needs a host if it refuses connections, and only then"},
		{faults(`{"fault": "slow", "at": {"stage": "received", "occurrence": 1}, "for": "1s"}`), "needs a time by which the service is late"},
		{faults(`{"fault": "clock_forward", "at": {"time": "1s"}, "process": "c"}`), "needs a time by which the clock is set forward"},
		{faults(`{"fault": "data_delete", "at": {"time": "1s"}}`), "data_delete needs the path of a znode"},
		{faults(`{"fault": "data_delete", "at": {"time": "1s"}, "path": "/n", "data": "x"}`), "writes nothing, but has data"},
		{faults(`{"fault": "data_protect", "at": {"time": "1s"}, "path": "/n", "data": "rx"}`), "allows something else than"},
		{faults(`{"fault": "broker_stop", "at": {"time": "1s"}, "for": "1s"}`), "needs a node, from 1"},
		{faults(`{"fault": "broker_stop", "at": {"time": "1s"}, "for": "1s", "node": 1, "topic": "t"}`), "strikes no topic"},
		{faults(`{"fault": "log_end_low", "at": {"time": "1s"}, "for": "1s", "offset": 4}`), "needs a topic"},
		{faults(`{"fault": "fetch_short", "at": {"time": "1s"}, "for": "1s", "topic": "t", "offset": 4}`), "cuts no log off"},
		{faults(good) + faults(good), "after top-level value"},
	} {
		s := sample
		err := json.Unmarshal([]byte(c.in), &s)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n  error %v\n  want  %s", c.in, err, c.want)
		}
		if diff := cmp.Diff(sample, s); diff != "" {
			t.Errorf("%s\n  changed the schedule that it was read into", c.in)
		}
	}
	var version *VersionError
	if err := new(Schedule).UnmarshalJSON([]byte(`{"format": 7}`)); !errors.As(err, &version) || version.Got != 7 {
		t.Errorf("error %v, want a VersionError", err)
	}
	if _, err := json.Marshal(Schedule{Faults: []Fault{{Kind: Crash, Process: "\xff"}}}); err == nil {
		t.Error("a schedule that could not be read back was written")
	}
}

// What can be read is written in one form, which reads as the same schedule.
func FuzzDecode(f *testing.F) {
	b, err := os.ReadFile("testdata/schedule.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"format": 1, "faults": [{"fault": "member_stop", "at": {"time": "1s"}, "for": "1s", "member": 1}]}`))
	f.Add([]byte(`{"format": 1, "faults": [{"fault": "drop", "at": {"stage": "applied", "occurrence": 1}}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s, back Schedule
		if json.Unmarshal(b, &s) != nil {
			return
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, back); diff != "" {
			t.Fatalf("(-first +second):\n%s", diff)
		}
		if again, _ := json.Marshal(back); !bytes.Equal(written, again) {
			t.Fatalf("written as\n%s\nand then as\n%s", written, again)
		}
	})
}
