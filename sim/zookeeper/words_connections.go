package zookeeper

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// connections are those of the member, in the order in which they were accepted.
func (r *report) connections() []*conn {
	var all []*conn
	for _, c := range slices.SortedFunc(maps.Keys(r.server.conns), func(a, b *conn) int { return cmp.Compare(a.number, b.number) }) {
		if c.member == r.member {
			all = append(all, c)
		}
	}
	return all
}

// outstanding is how many requests were read and are not answered yet.
func (r *report) outstanding() int {
	n := 0
	for _, c := range r.connections() {
		n += c.outstanding
	}
	return n
}

func (r *report) cons() {
	for _, c := range r.connections() {
		r.line(" /", c.address, r.traffic(c), r.details(c), ")")
	}
	r.line()
}

// traffic begins with the operations that the real server waits for on the connection: reading is 1, writing 4.
func (r *report) traffic(c *conn) string {
	waits := 1
	switch {
	case c == r.asker:
		waits = 0
	case len(c.queue) > 0:
		waits = 5
	}
	return fmt.Sprintf("[%d](queued=%d,recved=%d,sent=%d", waits, c.outstanding, c.counts.received, c.counts.sent)
}

// details are what is known of a connection that serves a session.
func (r *report) details(c *conn) string {
	id, timeout := r.server.state.Session(c.id), r.server.state.Timeout(c.id)
	if id == 0 {
		return ""
	}
	n, xid := &c.counts, ""
	if n.xid >= 0 {
		xid = ",lcxid=0x" + strconv.FormatInt(int64(n.xid), 16)
	}
	return fmt.Sprintf(",sid=%s,lop=%s,est=%d,to=%d%s,lzxid=%s,lresp=%d,llat=%d,minlat=%d,avglat=%d,maxlat=%d",
		hex(id), n.op, c.accepted/1e6, timeout.Milliseconds(), xid, hex(n.zxid), n.answered,
		n.latency.last, n.latency.least(), n.latency.average(), n.latency.max)
}

func (r *report) crst() {
	for _, c := range r.connections() {
		c.counts = connCounts{op: "NA", xid: -1, zxid: -1, latency: noLatency}
	}
	r.line("Connection stats reset.")
}
