package main

import (
	"bufio"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2/server"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// A connection runs the commands of one client, one after another.
type connection struct {
	s      *service
	conn   net.Conn
	client string
	out    *output
	peer   *server.Peer
	multi  transaction

	subscribed bool // it has been in pub/sub, of which miniredis keeps state
}

func newConnection(s *service, conn net.Conn) *connection {
	out := &output{conn: conn}
	return &connection{s: s, conn: conn, client: conn.RemoteAddr().String(), out: out, peer: server.NewPeer(bufio.NewWriter(out))}
}

func (c *connection) serve() {
	c.s.peers.Store(c.peer, nil)
	commands, done := make(chan command), make(chan struct{})
	go c.read(commands, done)
	for cmd := range commands {
		if !c.operate(cmd) {
			break
		}
	}
	close(done)
	c.conn.Close()
	if c.subscribed {
		c.unsubscribe()
	}
	c.s.peers.Delete(c.peer)
}

// read stays one command ahead, so that a client that goes away ends a command of its that blocks.
func (c *connection) read(commands chan<- command, done <-chan struct{}) {
	defer close(commands)
	r := bufio.NewReader(c.conn)
	for {
		cmd, err := readCommand(r)
		if err != nil {
			if errors.Is(err, errProtocol) {
				c.out.Write(errorReply("ERR " + err.Error()))
			}
			c.peer.Close()
			return
		}
		select {
		case commands <- cmd:
		case <-done:
			return
		}
	}
}

// operate takes one command through its three points, and reports whether the connection goes on.
func (c *connection) operate(cmd command) bool {
	op, args := "redis."+opName(cmd.name), c.s.pointArgs(cmd)
	var reply []byte
	switch v := c.s.hooks.Point(guest.Received, op, c.client, args...); v.Action {
	case guest.Drop:
		return false
	case guest.Fail:
		c.refuse(cmd)
		reply = errorReply(v.Error)
	default:
		time.Sleep(v.Delay)
		reply = c.apply(cmd)
		switch v := c.s.hooks.Point(guest.Applied, op, c.client, args...); v.Action {
		case guest.Drop:
			return false
		case guest.Fail:
			reply = errorReply(v.Error)
		case guest.Half:
			return c.out.cut(reply) == nil
		default:
			time.Sleep(v.Delay)
		}
	}
	if !c.out.mute {
		if _, err := c.conn.Write(reply); err != nil {
			return false
		}
		c.s.hooks.Point(guest.Answered, op, c.client, args...)
	}
	return !c.peer.Closed()
}

// apply runs a command, records its effects, and returns the reply that has not left yet.
func (c *connection) apply(cmd command) []byte {
	if c.s.serialised(cmd.name) {
		c.s.writing.Lock()
		defer c.s.writing.Unlock()
	}
	reply := c.dispatch(cmd)
	c.subscribed = c.subscribed || cmd.name == "SUBSCRIBE" || cmd.name == "PSUBSCRIBE"
	effects, atomic := c.multi.follow(c.s, cmd, reply)
	if scripted := c.s.takeScripted(cmd.name); len(scripted) > 0 {
		effects, atomic = append(effects, scripted...), true
	}
	c.s.record(c.client, effects, atomic)
	return reply
}

func (c *connection) dispatch(cmd command) []byte {
	c.out.hold()
	c.s.redis.Server().Dispatch(c.peer, append([]string{cmd.name}, cmd.args...))
	c.peer.Flush()
	return c.out.release()
}

// refuse leaves the state that Redis has after it rejected a command: one inside MULTI spoils the transaction, and a
// rejected EXEC discards it.
func (c *connection) refuse(cmd command) {
	if !c.multi.open {
		return
	}
	rejected := command{name: "SET"} // too few arguments
	if cmd.name == "EXEC" {
		rejected = command{name: "DISCARD"}
	}
	c.multi.follow(c.s, rejected, c.dispatch(rejected))
}

func (c *connection) unsubscribe() {
	for _, name := range []string{"UNSUBSCRIBE", "PUNSUBSCRIBE"} {
		c.dispatch(command{name: name})
	}
}

// opName is the command's name in lower case, or "unknown" for what cannot be one.
func opName(name string) string {
	if len(name) > 32 || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "unknown"
	}
	return strings.ToLower(name)
}

// pointArgs are what a fault may want to select on: the key, or how many commands an EXEC would run.
func (s *service) pointArgs(cmd command) []trace.Arg {
	switch {
	case cmd.name == "EVAL" || cmd.name == "EVALSHA":
		if len(cmd.args) > 2 {
			return []trace.Arg{trace.Str("key", cmd.args[2])}
		}
	case cmd.name != "WATCH" && keyless[cmd.name]:
	case len(cmd.args) > 0 && len(cmd.args[0]) <= 512:
		return []trace.Arg{trace.Str("key", cmd.args[0])}
	}
	return nil
}
