package zookeeper

import (
	"math"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A latency sums up how long requests took: milliseconds from when they were read to when their answers were ready.
type latency struct{ count, total, min, max, last int64 }

// noLatency is that of no request. A connection begins with a minimum of 0 instead, which stays until the first crst,
// as that of the real server does.
var noLatency = latency{min: math.MaxInt64}

func (l *latency) add(millis int64) {
	l.count++
	l.total += millis
	l.min, l.max, l.last = min(l.min, millis), max(l.max, millis), millis
}

func (l *latency) least() int64 {
	if l.min == math.MaxInt64 {
		return 0
	}
	return l.min
}

// average is rounded down.
func (l *latency) average() int64 { return l.total / max(l.count, 1) }

// mean is the average to four decimals, as Java prints it.
func (l *latency) mean() string {
	n := max(l.count, 1)
	rounded := (l.total*20000 + n) / (2 * n)
	fraction := strings.TrimRight(strconv.FormatInt(10000+rounded%10000, 10)[1:], "0")
	return strconv.FormatInt(rounded/10000, 10) + "." + fraction + "0"[:max(1-len(fraction), 0)]
}

// memberCounts are what a member counts, from when it began to serve or was told srst.
type memberCounts struct {
	since          int64 // when it began, as State.Since has it
	received, sent int64 // frames
	latency        latency
	answerLast     int64 // bytes; -1 if there was none, like the next two
	answerMin      int64
	answerMax      int64
}

func newMemberCounts(since int64) memberCounts {
	return memberCounts{since: since, latency: noLatency, answerLast: -1, answerMin: -1, answerMax: -1}
}

func (m *memberCounts) answered(bytes int64) {
	if m.answerMin < 0 || bytes < m.answerMin {
		m.answerMin = bytes
	}
	m.answerLast, m.answerMax = bytes, max(m.answerMax, bytes)
}

// connCounts are what a connection counts, from its begin or from crst.
type connCounts struct {
	received, sent int64 // frames
	latency        latency
	op             string // the last one that was answered, in ZooKeeper's four letters
	xid            int32  // the last one that was the client's own, or -1
	zxid           int64  // of the last answer
	answered       int64  // when; milliseconds since the server began
}

// countsOf are those of a member, which begin anew whenever it begins to serve anew. The lock is held.
func (s *Server) countsOf(member int) *memberCounts {
	m := &s.counts[member]
	if since := s.state.Since(member); m.since != since {
		*m = newMemberCounts(since)
	}
	return m
}

// countIn counts a frame that was read. The lock is held.
func (c *conn) countIn(now int64) {
	c.heard = now
	c.counts.received++
	c.server.countsOf(c.member).received++
}

// handled counts a frame that need not wait any more, unless it was counted when it began to. The lock is held.
func (c *conn) handled(begin int64) {
	if c.outstanding == 0 {
		c.countIn(begin)
	}
	c.outstanding = 0
}

// countOut counts frames on their way. The lock is held.
func (c *conn) countOut(frames int) {
	c.counts.sent += int64(frames)
	c.server.countsOf(c.member).sent += int64(frames)
}

// done counts a request that was read at begin and whose answer is ready at end. The lock is held.
func (c *conn) done(op string, xid int32, zxid, begin, end int64) {
	if op == "" {
		return
	}
	took := (end - begin) / 1e6
	c.server.countsOf(c.member).latency.add(took)
	n := &c.counts
	n.latency.add(took)
	if xid >= 0 {
		n.xid = xid
	}
	n.op, n.zxid, n.answered = op, zxid, (end-c.server.start.UnixNano())/1e6
}

// lastOps are what the real server calls the operations that it counts as answered.
var lastOps = [...]string{
	wire.OpCreate: "CREA", wire.OpCreate2: "CREA", wire.OpCreateContainer: "CREA", wire.OpCreateTTL: "CREA",
	wire.OpDelete: "DELE", wire.OpDeleteContainer: "DELE", wire.OpExists: "EXIS", wire.OpGetData: "GETD",
	wire.OpSetData: "SETD", wire.OpGetACL: "GETA", wire.OpSetACL: "SETA", wire.OpGetChildren: "GETC",
	wire.OpGetChildren2: "GETC", wire.OpGetAllChildrenNumber: "GETACN", wire.OpGetEphemerals: "GETE",
	wire.OpSync: "SYNC", wire.OpPing: "PING", wire.OpMulti: "MULT", wire.OpMultiRead: "MLTR", wire.OpCheck: "CHEC",
	wire.OpReconfig: "RECO", wire.OpSetWatches: "SETW", wire.OpSetWatches2: "STW2", wire.OpAddWatch: "ADDW",
	wire.OpCheckWatches: "CHKW", wire.OpRemoveWatches: "REMW", wire.OpWhoAmI: "HOMI",
}

// lastOp is the name of an operation that was answered so; empty if it does not count. A write that was refused has no
// name of its own, except a multi whose operations were.
func lastOp(op wire.Op, err wire.Code) string {
	switch {
	case op == wire.OpCloseSession:
		return "CLOS"
	case op < 0 || int(op) >= len(lastOps):
		return ""
	case err != wire.OK && op.TakesZxid() && (op != wire.OpMulti || err == wire.MarshallingError):
		return "NA"
	}
	return lastOps[op]
}
