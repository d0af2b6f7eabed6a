package faults

import (
	"testing"
	"time"
)

// A schedule that no run can deliver is refused; one that a process's own failure might make possible is not.
func TestPossible(t *testing.T) {
	world := Names{
		Hosts: names.Hosts, Services: names.Services, Versions: names.Versions, Processes: []string{"consumer", "redis"},
		Restarted: []string{"consumer"}, Operations: []string{"redis.exec"},
	}
	crash := func(process string) Fault { return Fault{Kind: Crash, At: Place{Process: process, Output: 1}} }
	at := func(client string) Place {
		return Place{Op: "redis.exec", Stage: "applied", Client: client, Occurrence: 1}
	}
	again := func(f Fault) Fault {
		f.Restart = &Restart{}
		return f
	}
	pause := Fault{Kind: Pause, At: Place{Process: "consumer#1", Output: 1}, For: time.Second}
	for _, c := range []struct {
		what   string
		faults []Fault
		want   string
	}{
		{"the second follows the first", []Fault{crash("consumer#1"), crash("consumer#2")}, ""},
		{"the order of the list is none", []Fault{crash("consumer#3"), crash("consumer#2"), crash("consumer#1")}, ""},
		{"whoever it strikes", []Fault{crash("consumer"), crash("consumer#2")}, ""},
		{"one left out", []Fault{crash("consumer#1"), crash("consumer#3")}, "fault 2: consumer#3 never runs: nothing ends consumer#2"},
		{"it cannot end itself", []Fault{crash("consumer#2")}, "fault 1: consumer#2 never runs: nothing ends consumer#1"},
		{"one can be ended once", []Fault{crash("consumer#1"), crash("consumer#1"), crash("consumer#3")},
			"fault 3: consumer#3 never runs: nothing ends consumer#2"},
		{"nor its client", []Fault{{Kind: Drop, At: at("consumer#4")}}, "fault 1: consumer#4 never runs: nothing ends consumer#1"},
		{"an impossible fault ends nothing", []Fault{crash("consumer#2"), crash("consumer#3")},
			"fault 1: consumer#2 never runs: nothing ends consumer#1\nfault 2: consumer#3 never runs: nothing ends consumer#1"},
		{"a successor", []Fault{again(pause), crash("consumer#2")}, ""},
		{"it may fail by itself when it goes on", []Fault{pause, crash("consumer#7")}, ""},
		{"or where an answer is an error", []Fault{{Kind: Fail, Error: "ERR", At: at("")}, crash("consumer#7")}, ""},
		{"or without its sink", []Fault{crash("redis"), crash("consumer#7")}, ""},
		{"but not as often as that", []Fault{pause, crash("consumer#22")},
			"fault 2: consumer#22 never runs: consumer is started again 20 times at most"},
		{"nobody restarts it", []Fault{again(crash("redis"))}, "fault 1: redis is never started again, only consumer"},
		{"so there is no second", []Fault{crash("redis#1"), crash("redis#2")}, "fault 2: redis#2 never runs: redis is never started again"},
		{"counting begins at 1", []Fault{crash("consumer#0")}, `fault 1: no incarnation "consumer#0", the first one is consumer#1`},
		{"another service's operation", []Fault{{Kind: Drop, At: Place{Op: "redis.exec", Service: "kafka", Stage: "applied", Occurrence: 1}}},
			"fault 1: redis.exec is no operation of kafka"},
		{"its own", []Fault{{Kind: Drop, At: Place{Op: "redis.exec", Service: "redis#1", Stage: "applied", Occurrence: 1}}}, ""},
		{"an unknown point", []Fault{{Kind: Drop, At: Place{Op: "redis.fly", Stage: "applied", Occurrence: 1}}},
			`fault 1: no operation "redis.fly", there is redis.exec`},
	} {
		got := ""
		if err := (Schedule{c.faults}).Check(world); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: error is\n%s\nwant\n%s", c.what, got, c.want)
		}
	}
	world.Restless = true
	if err := (Schedule{[]Fault{crash("consumer#2")}}).Check(world); err != nil {
		t.Errorf("where processes fail by themselves: %v", err)
	}
}
