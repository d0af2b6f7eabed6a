package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/zookeeper"
)

// give has a server of three members carry out orders, and returns the answers.
func give(s *zookeeper.Server, orders ...string) []string {
	w := &world{}
	messages := make(chan []byte, len(orders))
	for _, o := range orders {
		messages <- []byte(o)
	}
	close(messages)
	c := controller{server: s, members: 3, world: w.hooks(), saved: map[int64]*zookeeper.Snapshot{}}
	c.obey(messages)
	var answers []string
	for _, n := range w.notes {
		answers = append(answers, strings.TrimPrefix(n, "applied zookeeper.control "))
	}
	return answers
}

// TestOrders gives each order where it has something to do and where it has nothing.
func TestOrders(t *testing.T) {
	ensemble := zookeeper.NewServer(zookeeper.Config{Members: 3}, zookeeper.Hooks{})
	for _, o := range []struct{ order, answer string }{
		{`{"do":"stop","member":1}`, `do="stop" id=0 error=""`},
		{`{"do":"stop","member":1,"id":7}`, `do="stop" id=7 error="stop: it is stopped already"`},
		{`{"do":"elect","member":1}`, `do="elect" id=0 error="elect: it cannot lead"`},
		{`{"do":"start","member":1}`, `do="start" id=0 error=""`},
		{`{"do":"start","member":1}`, `do="start" id=0 error="start: it is running"`},
		{`{"do":"elect","member":1,"outage":1000}`, `do="elect" id=0 error=""`},
		{`{"do":"lag","member":1,"by":1000}`, `do="lag" id=0 error="lag: it leads, and is not behind"`},
		{`{"do":"lag","member":2,"by":1000}`, `do="lag" id=0 error=""`},
		{`{"do":"keep_up","member":2}`, `do="keep_up" id=0 error=""`},
		{`{"do":"refuse","member":2}`, `do="refuse" id=0 error=""`},
		{`{"do":"refuse","member":2}`, `do="refuse" id=0 error="refuse: it refuses already"`},
		{`{"do":"admit","member":2}`, `do="admit" id=0 error=""`},
		{`{"do":"admit","member":2}`, `do="admit" id=0 error="admit: it refuses nobody"`},
		{`{"do":"restore","id":3}`, `do="restore" id=3 error="restore: nothing was saved"`},
		{`{"do":"wipe"}`, `do="wipe" id=0 error=""`},
		{`{"do":"set","path":"/n","data":"x"}`, `do="set" id=0 error="set: there is no such znode"`},
		{`{"do":"delete","path":"/n"}`, `do="delete" id=0 error="delete: there is no such znode, or it has children"`},
		{`{"do":"delete","path":"/zookeeper"}`, `do="delete" id=0 error="delete: there is no such znode, or it has children"`},
		{`{"do":"protect","path":"/n"}`, `do="protect" id=0 error="protect: there is no such znode"`},
		{`{"do":"protect","path":"/zookeeper","data":"r"}`, `do="protect" id=0 error=""`},
		{`{"do":"expire","session":1}`, `do="expire" id=0 error="expire: there is no such session"`},
		{`{"do":"disconnect","session":1}`, `do="disconnect" id=0 error="disconnect: nobody is connected for it"`},
		{`{"do":"elect","member":4}`, `do="elect" id=0 error="elect: no member 4, there are 3"`},
		{`{"do":"lag"}`, `do="lag" id=0 error="lag: no member 0, there are 3"`},
		{`{"do":"lag","member":2,"by":-1}`, `do="lag" id=0 error="lag: negative duration"`},
		{`{"do":"explode"}`, `do="explode" id=0 error="unknown order \"explode\""`},
		{`{"do":"stop","membre":1}`, `do="stop" id=0 error="json: unknown field \"membre\""`},
	} {
		if d := cmp.Diff([]string{o.answer}, give(ensemble, o.order)); d != "" {
			t.Errorf("%s (-want +got):\n%s", o.order, d)
		}
	}
}

// TestOrderedRollback takes back what was written between two orders, once.
func TestOrderedRollback(t *testing.T) {
	s := zookeeper.NewServer(zookeeper.Config{}, zookeeper.Hooks{})
	if d := cmp.Diff([]string{
		`do="save" id=1 error=""`, `do="restore" id=2 error="restore: nothing was saved"`, `do="restore" id=1 error=""`,
		`do="restore" id=1 error="restore: nothing was saved"`,
	}, give(s, `{"do":"save","id":1}`, `{"do":"restore","id":2}`, `{"do":"restore","id":1}`, `{"do":"restore","id":1}`)); d != "" {
		t.Errorf("answers (-want +got):\n%s", d)
	}
}

// TestWorldExpiresSession sends the order to end a session, and the client hears of it.
func TestWorldExpiresSession(t *testing.T) {
	s := zookeeper.NewServer(zookeeper.Config{}, zookeeper.Hooks{})
	c, events := connect(t, s)
	for e := range events {
		if e.State == zk.StateHasSession {
			break
		}
	}
	got := give(s, fmt.Sprintf(`{"do":"expire","session":%d}`, c.SessionID()))
	if d := cmp.Diff([]string{`do="expire" id=0 error=""`}, got); d != "" {
		t.Errorf("answer (-want +got):\n%s", d)
	}
	for e := range events {
		if e.State == zk.StateExpired {
			return
		}
	}
}

func TestEnsembleNeedsAnAddressForEachMember(t *testing.T) {
	err := run([]string{"127.0.0.1:0", "127.0.0.1:0"}, zookeeper.Config{Members: 3})
	if err == nil || err.Error() != "2 addresses for 3 members" {
		t.Errorf("error %v", err)
	}
}
