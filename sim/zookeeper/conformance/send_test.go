package conformance

import (
	"strconv"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// send does "create /a", several with | between them, all in one write, or bytes as they are.
func (c *conn) send(t *testing.T, all []string) {
	switch all[0] {
	case "bytes":
		c.halved = true
		c.Write(assemble(t, all[1:]))
		return
	case "frame":
		c.Write(framed(assemble(t, all[1:])))
		return
	}
	var b []byte
	for _, part := range split(all, "|") {
		b = append(b, c.request(t, part)...)
	}
	c.Write(b) // a server that hangs up before it has read everything is no mistake
}

// expect notes that an answer may come.
func (c *conn) expect(xid int32, op wire.Op) {
	c.due++
	c.closing = c.closing || op == wire.OpCloseSession
	if op == wire.OpPing || xid == pingXid {
		xid = pingXid
		c.pings++
	}
	c.asked[xid] = append(c.asked[xid], op)
	if op == wire.OpCreateSession {
		c.greetings++
	}
}

// request is the frame of "xid=7 create /a", or of "raw create" and words to assemble.
func (c *conn) request(t *testing.T, all []string) []byte {
	c.xid++
	xid := c.xid
	if own, ok := strings.CutPrefix(all[0], "xid="); ok {
		c.xid--
		xid, all = int32(number(t, own)), all[1:]
	}
	var b []byte
	if all[0] == "raw" {
		r := wire.Request{Op: opOf(t, all[1])}
		b = framed(append(assemble(t, []string{strconv.Itoa(int(xid)), strconv.Itoa(int(r.Op))}), assemble(t, all[2:])...))
		c.expect(xid, r.Op)
		return b
	}
	r := parseRequest(t, all)
	c.expect(xid, r.Op)
	return r.Frame(xid)
}
