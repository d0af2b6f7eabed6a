// Package world runs Kafka, ZooKeeper, Redis, HBase and an HTTP sink together in one world, under clients that are ordinary
// programs on franz-go, go-zookeeper, go-redis and net/http, and checks that each fault is delivered, is seen by the client as the real service
// would show it, and leaves at the service what it must.
package world

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim"
)

// services are the services of the world, each with the client of its own.
var services = []string{"redis", "zookeeper", "kafka", "hbase", "http"}

// hosts are those on which each service runs.
var hosts = map[string][]string{
	"redis": {"redis"}, "zookeeper": {"zookeeper"}, "kafka": {"kafka-1", "kafka-2", "kafka-3"},
	"hbase": {"hbase"}, "http": {"http"},
}

// arguments are those of the services.
var arguments = map[string][]string{"kafka": {"--topics", "ledger=1"}}

var ports = map[string]uint16{"redis": 6379, "zookeeper": 2181, "kafka": 9092, "hbase": 8080, "http": 8081}

// newWorld is a world in which the services are up and nobody has asked anything.
func newWorld(t *testing.T, seed uint64) *sim.World {
	t.Helper()
	w := sim.New(sim.Config{Seed: seed, KeepAll: true}, sim.Quiet{})
	for _, s := range services {
		for _, h := range hosts[s] {
			w.AddHost(h)
		}
	}
	w.AddHost("client")
	w.AddHost("reader")
	for _, s := range services {
		w.Start(sim.Launch{Name: s, Hosts: hosts[s], Image: image(t, s), Args: arguments[s]})
	}
	run(t, w, func(w *sim.World) bool {
		for _, s := range services {
			for _, h := range hosts[s] {
				if !w.Listening(h, ports[s]) {
					return false
				}
			}
		}
		return true
	})
	return w
}

// prepared is a world of seed 1 from whose copies the cases start.
var prepared struct {
	once  sync.Once
	world *sim.World
}

func copyOfPrepared(t *testing.T) *sim.World {
	t.Helper()
	prepared.once.Do(func() { prepared.world = newWorld(t, 1) })
	if prepared.world == nil {
		t.Fatal("the services did not come up")
	}
	w := prepared.world.Copy()
	t.Cleanup(w.Close)
	return w
}

// client starts the client of a service under a schedule. Where it dies, it is started again half a second later.
func client(t *testing.T, w *sim.World, service string, s faults.Schedule, args ...string) *faults.Injector {
	t.Helper()
	l := sim.Launch{Hosts: []string{"client"}, Image: image(t, service+"client"), Args: args}
	in, err := faults.New(s, []faults.Target{{
		Name: "client", Launches: map[string]sim.Launch{"": l}, RestartAfter: time.Second / 2, RestartsMax: 3,
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.SetController(clock{in})
	in.Begin(w)
	return in
}

// finish lets the newest client end, and everything that the injector still has to do.
func finish(t *testing.T, w *sim.World, in *faults.Injector) {
	t.Helper()
	run(t, w, func(w *sim.World) bool { return !w.Find("client").Alive() && !in.Busy(w) })
	if p := w.Find("client"); p.Status != sim.Exited || p.Code != 0 {
		t.Errorf("%s ended with code %d: %s%s", p.ID(), p.Code, p.Cause, p.LastOutput())
	}
}

// read starts a second reader of a service, on a host of its own, and lets it end. It returns what it printed.
func read(t *testing.T, w *sim.World, service string, args ...string) string {
	t.Helper()
	p := w.Start(sim.Launch{
		Name: "reader", Hosts: []string{"reader"}, Image: image(t, service+"client"), Args: append([]string{"-read"}, args...),
	})
	run(t, w, func(*sim.World) bool { return !p.Alive() })
	return p.LastOutput()
}

// run lets the world go on until the condition holds, and shows what was printed where it never does.
func run(t *testing.T, w *sim.World, until func(*sim.World) bool) {
	t.Helper()
	stop := w.Run(until)
	if stop == sim.Done {
		return
	}
	var printed []string
	for _, p := range w.Processes() {
		printed = append(printed, p.ID()+": "+p.Cause+"\n"+p.LastOutput())
	}
	t.Fatalf("the world stopped: %s\n%s", stop, strings.Join(printed, "\n"))
}

// after lets the world go on until the client has said that, and then for as long as given.
func after(t *testing.T, w *sim.World, said string, d time.Duration) {
	t.Helper()
	run(t, w, func(w *sim.World) bool { return strings.Contains(w.Find("client").LastOutput(), said) })
	until := w.Now() + int64(d)
	w.SetAlarm(int64(d), wake)
	run(t, w, func(w *sim.World) bool { return w.Now() >= until })
}

// wake is the tag of an alarm that only makes a moment an event. Those from 0 up are the injector's.
const wake = -1

// A clock is an injector that lets a test wait.
type clock struct{ *faults.Injector }

// Alarm implements sim.Controller.
func (c clock) Alarm(w *sim.World, tag int) {
	if tag != wake {
		c.Injector.Alarm(w, tag)
	}
}

// Copy implements sim.Controller.
func (c clock) Copy() sim.Controller { return clock{c.Injector.Copy().(*faults.Injector)} }
