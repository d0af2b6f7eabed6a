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
	for _, c := range []struct {
		what   string
		faults []Fault
		want   string
	}{
		{"all is there", []Fault{kafkaIs, {Kind: BrokerStop, Node: 1}, {Kind: MemberStop, Member: 3}}, ""},
		{"topic", []Fault{with(func(f *Fault) { f.Topic = "order" })}, `fault 1: no topic "order", there is orders`},
		{"partition", []Fault{with(func(f *Fault) { f.Partition = 3 })}, `fault 1: no partition of orders "3", there is 0, 1, 2`},
		{"partition that is added", []Fault{{Kind: PartitionsAdd, Topic: "orders", Partitions: 4}, with(func(f *Fault) { f.Partition = 3 })}, ""},
		{"node", []Fault{with(func(f *Fault) { f.Node = 9 })}, `fault 1: no broker "9", there is 1, 2, 3`},
		{"member", []Fault{{Kind: MemberStop, Member: 5}}, `fault 1: no member "5", there is 1, 2, 3`},
	} {
		got := ""
		if err := (Schedule{c.faults}).Check(names); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: error is\n%s\nwant\n%s", c.what, got, c.want)
		}
	}
	unknown := names
	unknown.Topics, unknown.Brokers, unknown.Members = nil, 0, 0
	if err := (Schedule{[]Fault{with(func(f *Fault) { f.Topic, f.Node = "order", 9 }), {Kind: MemberStop, Member: 5}}}).Check(unknown); err != nil {
		t.Errorf("in a world that does not tell: %v", err)
	}
}
