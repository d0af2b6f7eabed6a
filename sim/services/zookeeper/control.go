package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper"
)

// An order is a control message of the world. Members are numbered from 1, durations are nanoseconds:
//
//	{"do":"expire","session":S}                      end the session before its time
//	{"do":"disconnect","session":S}                  cut the connection that serves it
//	{"do":"elect","member":2,"outage":2000000000}    2 leads, after an outage in which nobody is served
//	{"do":"stop","member":2}                         it crashes; if it led, another leads after the outage
//	{"do":"start","member":2}                        it is back
//	{"do":"lag","member":2,"by":3000000000}          it applies transactions so much later than the leader
//	{"do":"keep_up","member":2}                      as the flag -lag has it again
//	{"do":"refuse","member":2}                       it hangs up on all who connect
//	{"do":"admit","member":2}                        and does so no longer
//	{"do":"save","id":1}                             remember what the members have agreed on
//	{"do":"restore","id":1}                          put them back to it
//	{"do":"wipe"}                                    put them back to nothing
//	{"do":"set","path":"/a","data":"x"}              write a znode that is there
//	{"do":"delete","path":"/a"}                      delete one that has no children
//	{"do":"protect","path":"/a","data":"r"}          leave everybody only these permissions for one, of cdrwa
type order struct {
	Do      string `json:"do"`
	ID      int64  `json:"id"` // whose order it is: comes back in the answer, and names what is saved
	Session int64  `json:"session"`
	Member  int    `json:"member"`
	By      int64  `json:"by"`
	Outage  int64  `json:"outage"` // an election's; 200 ms if 0
	Path    string `json:"path"`
	Data    string `json:"data"`
}

const usualOutage = 200 * time.Millisecond

// A controller carries out the world's orders.
type controller struct {
	server  *zookeeper.Server
	members int
	world   guest.Hooks
	saved   map[int64]*zookeeper.Snapshot
}

// obey carries out orders until there are no more. Each is answered as an operation that nobody asked for but the
// world: zookeeper.control is applied, with what went wrong, if anything.
func (c *controller) obey(messages <-chan []byte) {
	for m := range messages {
		var o order
		d := json.NewDecoder(bytes.NewReader(m))
		d.DisallowUnknownFields()
		err := d.Decode(&o)
		if err == nil {
			err = c.carryOut(o)
		}
		text := ""
		if err != nil {
			text = err.Error()
			fmt.Fprintln(os.Stderr, "zookeeper: control message:", text)
		}
		c.world.Point(guest.Applied, "zookeeper.control", "",
			trace.Str("do", o.Do), trace.Int("id", o.ID), trace.Str("error", text))
	}
}

// An action of an order reports whether there was anything to do; otherwise says why not.
type action struct {
	member    bool // the order is about a member
	do        func(c *controller, o order) bool
	otherwise string
}

var actions = map[string]action{
	"expire":     {false, func(c *controller, o order) bool { return c.server.ExpireSession(o.Session) }, "there is no such session"},
	"disconnect": {false, func(c *controller, o order) bool { return c.server.Disconnect(o.Session) }, "nobody is connected for it"},
	"elect":      {true, func(c *controller, o order) bool { return c.server.Elect(o.Member-1, o.outage()) }, "it cannot lead"},
	"stop":       {true, func(c *controller, o order) bool { return c.server.Stop(o.Member-1, o.outage()) }, "it is stopped already"},
	"start":      {true, func(c *controller, o order) bool { return c.server.Start(o.Member-1, o.outage()) }, "it is running"},
	"lag":        {true, func(c *controller, o order) bool { return c.server.Lag(o.Member-1, time.Duration(o.By)) }, "it leads, and is not behind"},
	"keep_up":    {true, func(c *controller, o order) bool { return c.server.Lag(o.Member-1, -1) }, ""},
	"refuse":     {true, func(c *controller, o order) bool { return c.server.Refuse(o.Member-1, true) }, "it refuses already"},
	"admit":      {true, func(c *controller, o order) bool { return c.server.Refuse(o.Member-1, false) }, "it refuses nobody"},
	"save":       {false, (*controller).save, ""},
	"restore":    {false, (*controller).restore, "nothing was saved"},
	"set":        {false, func(c *controller, o order) bool { return c.server.Overwrite(o.Path, []byte(o.Data)) }, "there is no such znode"},
	"delete":     {false, func(c *controller, o order) bool { return c.server.Remove(o.Path) }, "there is no such znode, or it has children"},
	"protect":    {false, func(c *controller, o order) bool { return c.server.Protect(o.Path, o.Data) }, "there is no such znode"},
	"wipe":       {false, func(c *controller, _ order) bool { c.server.Restore(nil); return true }, ""},
}

func (c *controller) carryOut(o order) error {
	a, ok := actions[o.Do]
	switch {
	case !ok:
		return fmt.Errorf("unknown order %q", o.Do)
	case a.member && (o.Member < 1 || o.Member > c.members):
		return fmt.Errorf("%s: no member %d, there are %d", o.Do, o.Member, c.members)
	case o.By < 0 || o.Outage < 0:
		return fmt.Errorf("%s: negative duration", o.Do)
	case !a.do(c, o):
		return fmt.Errorf("%s: %s", o.Do, a.otherwise)
	}
	return nil
}

func (o order) outage() time.Duration {
	if o.Outage == 0 {
		return usualOutage
	}
	return time.Duration(o.Outage)
}

func (c *controller) save(o order) bool {
	c.saved[o.ID] = c.server.Save()
	return true
}

func (c *controller) restore(o order) bool {
	from, ok := c.saved[o.ID]
	if ok {
		delete(c.saved, o.ID)
		c.server.Restore(from)
	}
	return ok
}
