package faults

import "testing"

// A fault inside of a service must name what is there, or what another fault of the schedule makes. What a world does not
// tell of itself is not checked.
func TestNamesInsideServices(t *testing.T) {
	kafkaIs := Fault{Kind: LeaderMove, Topic: "orders", Partition: 2, Node: 3}
	with := func(change func(f *Fault)) Fault {
		f := kafkaIs
		change(&f)
		return f
	}
	names := names
	names.Compacted, names.Untruncatable = []string{}, true
	for _, c := range []struct {
		what   string
		faults []Fault
		want   string
	}{
		{"all is there", []Fault{kafkaIs, {Kind: BrokerStop, Node: 1}, {Kind: MemberStop, Member: 3}}, ""},
		{"topic", []Fault{with(func(f *Fault) { f.Topic = "order" })}, `fault 1: no topic "order", there is orders`},
		{"partition", []Fault{with(func(f *Fault) { f.Partition = 3 })}, `fault 1: no partition of orders "3", there is 0 to 2`},
		{"partition that is added", []Fault{{Kind: PartitionsAdd, Topic: "orders", Partitions: 4}, with(func(f *Fault) { f.Partition = 3 })}, ""},
		{"node", []Fault{with(func(f *Fault) { f.Node = 9 })}, `fault 1: no broker "9", there is 1 to 3`},
		{"partition of very many", []Fault{{Kind: PartitionsAdd, Topic: "orders", Partitions: 1 << 40}, with(func(f *Fault) { f.Partition = 1 << 40 })},
			`fault 2: no partition of orders "1099511627776", there is 0 to 1099511627775`},
		{"member", []Fault{{Kind: MemberStop, Member: 5}}, `fault 1: no member "5", there is 1 to 3`},
		{"truncated", []Fault{{Kind: LogTruncate, Topic: "orders"}}, "fault 1: the brokers keep logs in a way that they cannot be truncated"},
		{"compacted", []Fault{{Kind: LogCompact, Topic: "orders"}}, "fault 1: orders is not compacted"},
		{"partitions that are there", []Fault{{Kind: PartitionsAdd, Topic: "orders", Partitions: 3}}, "fault 1: orders has 3 already"},
		{"partitions that are there again", []Fault{{Kind: TopicRecreate, Topic: "orders", Partitions: 2}, {Kind: PartitionsAdd, Topic: "orders", Partitions: 3}}, ""},
		{"path", []Fault{{Kind: DataSet, Path: "consumers"}}, `fault 1: "consumers" is not the path of a znode, which begins with a slash`},
	} {
		got := ""
		if err := (Schedule{c.faults}).Check(names); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: error is\n%s\nwant\n%s", c.what, got, c.want)
		}
	}
	few := names
	few.Topics, few.Members = map[string]int{"orders": 1}, 1
	if err := (Schedule{[]Fault{{Kind: MemberLag, Member: 1}}}).Check(few); err == nil || err.Error() != "fault 1: the only member leads, and is behind nobody" {
		t.Errorf("the only member lags: %v", err)
	}
	wanted := "fault 1: no partition of orders \"1\", there is 0\nfault 2: no member \"2\", there is 1"
	err := Schedule{[]Fault{with(func(f *Fault) { f.Partition = 1 }), {Kind: MemberStop, Member: 2}}}.Check(few)
	if err == nil || err.Error() != wanted {
		t.Errorf("where there is one of each: %v", err)
	}
	unknown := names
	unknown.Topics, unknown.Brokers, unknown.Members = nil, 0, 0
	if err := (Schedule{[]Fault{with(func(f *Fault) { f.Topic, f.Node = "order", 9 }), {Kind: MemberStop, Member: 5}}}).Check(unknown); err != nil {
		t.Errorf("in a world that does not tell: %v", err)
	}
}

// What a service is told to answer must be an error of it; where nothing is known of its errors, it may be anything.
func TestErrorsOfServices(t *testing.T) {
	world := names
	world.Errors = map[string][]string{"kafka": {"NOT_CONTROLLER", "UNKNOWN_SERVER_ERROR"}, "zookeeper": {"-101", "-112"}}
	for _, c := range []struct {
		at          Place
		error, want string
	}{
		{Place{Op: "kafka.fetch"}, "NOT_CONTROLLER", ""},
		{Place{Op: "kafka.fetch"}, "NOPE", `fault 1: no error of kafka "NOPE", there is NOT_CONTROLLER, UNKNOWN_SERVER_ERROR`},
		{Place{Service: "kafka#1"}, "-101", `fault 1: no error of kafka "-101", there is NOT_CONTROLLER, UNKNOWN_SERVER_ERROR`},
		{Place{Service: "zookeeper"}, "-101", ""},
		{Place{Op: "zookeeper.multi", Service: "zookeeper"}, "0", `fault 1: no error of zookeeper "0", there is -101, -112`},
		{Place{Op: "redis.set"}, "ERR no", ""},
		{Place{Client: "consumer"}, "ERR no",
			`fault 1: "ERR no" is an error of one service, and the place names neither a service nor an operation`},
	} {
		c.at.Stage, c.at.Occurrence = "received", 1
		got := ""
		if err := (Schedule{[]Fault{{Kind: Fail, Error: c.error, At: c.at}}}).Check(world); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q at %v: error is\n%s\nwant\n%s", c.error, c.at, got, c.want)
		}
	}
}
