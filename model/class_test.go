package model

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/trace"
)

// What a row permits is a breach where none of its classes had befallen: not at all, or only later.
func TestPermissionsNeedTheirClasses(t *testing.T) {
	for _, row := range Permissions {
		a := Anomaly{Sub: Sub(row.Sub), Absorbed: row.Absorbed, Step: 10}
		p := Promise{Guarantee: row.Guarantee, Unordered: row.Clause == Unordered, Stops: row.Clause == MayStop}
		for _, test := range []struct {
			classes []Class
			step    uint64
			want    bool
		}{{nil, 0, false}, {row.Classes, 11, false}, {row.Classes, 10, true}} {
			h := &History{befell: map[Class]uint64{}}
			if row.Classes == nil {
				test.want = true
			}
			for _, c := range Classes { // those that do not matter have befallen all the time
				if len(test.classes) == 0 {
					break
				}
				h.befell[c] = 1
			}
			for _, c := range test.classes {
				h.befell[c] = test.step
			}
			permitted, unexplained := p.permits(h, &a)
			if permitted != test.want || unexplained == test.want {
				t.Errorf("%s of %q, with its classes from step %d on: permitted %t, unexplained %t", row.Sub, row.Guarantee, test.step, permitted, unexplained)
			}
		}
		for _, c := range row.Classes {
			h := &History{befell: map[Class]uint64{c: 3}}
			if permitted, _ := p.permits(h, &a); !permitted {
				t.Errorf("%s of %q is not permitted after %s", row.Sub, row.Guarantee, c)
			}
		}
	}
}

// A clause that the promise lacks permits nothing.
func TestPermissionsNeedTheirClauses(t *testing.T) {
	h := &History{befell: map[Class]uint64{ByZombie: 1}}
	for _, row := range Permissions {
		a := Anomaly{Sub: Sub(row.Sub), Absorbed: row.Absorbed, Step: 10}
		p := Promise{Guarantee: row.Guarantee, Fenced: row.Clause == NotFenced}
		if permitted, unexplained := p.permits(h, &a); unexplained || permitted != (row.Clause == "") {
			t.Errorf("%s without %q: permitted %t, unexplained %t", row.Sub, row.Clause, permitted, unexplained)
		}
	}
	for _, c := range Classes {
		if c.Meaning() == "" {
			t.Errorf("%s has no meaning", c)
		}
	}
}

// What befell is what struck: an order that the service refused did not, nor did a fault of the network that nothing ran into.
// What a service did on an order befell when it was told, before it answered.
func TestOnlyWhatStruckBefell(t *testing.T) {
	for _, c := range []struct {
		what  string
		trace []string
		want  map[Class]uint64
	}{
		{"refused", []string{
			`proc=kafka#1 proc.control message="{}"`, `proc=kafka#1 kafka.control stage="applied" do="delete_records" id=1 error="OFFSET_OUT_OF_RANGE"`,
		}, map[Class]uint64{}},
		{"obeyed", []string{
			`proc=zookeeper#1 proc.control message="{}"`, `proc=zookeeper#1 zookeeper.control stage="applied" do="set" id=1 error=""`,
			`fault.begin fault=1 kind="data_set" what="" since=1`, `fault.end fault=1 kind="data_set"`,
		}, map[Class]uint64{ByOperator: 1}},
		{"obeyed after another", []string{
			`fault.begin fault=2 kind="fail" what=""`, `proc=zookeeper#1 proc.control message="{}"`, `fault.begin fault=1 kind="drop" what=""`,
			`fault.begin fault=3 kind="session_expire" what="" since=2`,
		}, map[Class]uint64{ByService: 1}},
		{"unfelt", []string{
			`fault.begin fault=1 kind="net_partition" what=""`, `fault.begin fault=2 kind="crash" what=""`, `fault.end fault=2 kind="crash"`,
			`fault.end fault=1 kind="net_partition" unfelt=1`,
		}, map[Class]uint64{ByCrash: 2}},
		{"felt, or not over", []string{
			`fault.begin fault=1 kind="net_stall" what=""`, `fault.begin fault=2 kind="net_refuse" what=""`, `fault.end fault=2 kind="net_refuse" unfelt=1`,
		}, map[Class]uint64{ByNetwork: 1}},
		{"felt the second time", []string{
			`fault.begin fault=1 kind="net_refuse" what=""`, `fault.end fault=1 kind="net_refuse" unfelt=1`,
			`fault.begin fault=2 kind="net_reset" what=""`, `fault.end fault=2 kind="net_reset"`,
		}, map[Class]uint64{ByNetwork: 3}},
	} {
		var events []trace.Event
		for i, line := range c.trace {
			e, err := trace.Parse(fmt.Sprintf("t=0.000000000 seq=%d %s", i+1, line))
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, e)
		}
		h, err := Build(events, Config{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, h.befell); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}
