package differential

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A sight is something that a client sees on a connection: a frame, or its end. Two are the same if the line, the frame
// and the end are; the rest explains them.
type sight struct {
	line   int
	frame  string // the bytes, with what may differ between two servers replaced by what may not
	what   string // "end" or "silence" if there is no frame
	op     wire.Op
	code   wire.Code
	parsed any
}

func (s sight) same(o sight) bool { return s.line == o.line && s.frame == o.frame && s.what == o.what }

func (s sight) String() string {
	if s.frame == "" {
		return fmt.Sprintf("connection %d: %s", s.line, s.what)
	}
	if r, ok := s.parsed.(wire.Reply); ok {
		return fmt.Sprintf("connection %d: %s", s.line, describeReply(&r))
	}
	return fmt.Sprintf("connection %d: %s %v %+v (% x)", s.line, s.what, s.op, s.parsed, s.frame)
}

// last reports whether the server hangs up after it. To ask before it has done so, whether it is still there, would be
// a race.
func (s sight) last() bool {
	return s.op == wire.OpCloseSession || s.code == wire.Unimplemented || s.code == wire.AuthFailed
}

// reply makes a sight of a frame.
func (l *link) reply(frame []byte) sight {
	at := sight{line: l.number, frame: string(frame)}
	if len(frame) < 16 {
		return at
	}
	xid := int32(binary.BigEndian.Uint32(frame))
	if xid == -1 {
		at.what = "notification"
		at.parsed = string(frame[16:])
		return at
	}
	if xid == 0 && [4]byte(frame[4:]) != [4]byte{} && l.reconnects() { // a timeout, where the upper half of a zxid would be 0
		again, _ := l.connected(frame)
		return again
	}
	op, known := l.answered(xid)
	if !known {
		return at
	}
	at.op = op
	r, err := wire.ParseReply(op, frame)
	if err != nil {
		at.frame = l.side.header(frame)
		at.parsed = err
		return at
	}
	at.code = r.Err
	// What does not come back as it went in would hide a difference; then the frame is compared as it is.
	if !bytes.Equal(r.Frame(xid)[4:], frame) {
		at.frame = l.side.header(frame)
		at.parsed = fmt.Errorf("the frame says %+v, and more", r)
		return at
	}
	l.side.normalise(&r)
	at.frame, at.parsed = string(r.Frame(xid)[4:]), r
	return at
}

// reconnects finds a createSession, whose answer is that of a connect.
func (l *link) reconnects() bool {
	i := slices.IndexFunc(l.sent, func(s sent) bool { return s.op == wire.OpCreateSession })
	l.sent = l.sent[i+1:]
	return i >= 0
}

// answered finds the request that a reply with that xid is for: the oldest that has it.
func (l *link) answered(xid int32) (wire.Op, bool) {
	if xid == -2 && l.pings > 0 {
		l.pings--
		return wire.OpPing, true
	}
	for i, s := range l.sent {
		if s.xid == xid { // those before it are never answered
			l.sent = l.sent[i+1:]
			return s.op, true
		}
	}
	return 0, false
}

// header normalises no more than the header of a reply.
func (s *side) header(frame []byte) string {
	frame = bytes.Clone(frame)
	if zxid := int64(binary.BigEndian.Uint64(frame[4:])); zxid > 0 {
		binary.BigEndian.PutUint64(frame[4:], uint64(zxid-s.base))
	}
	return string(frame)
}

// normalise replaces zxids by their distance to the beginning of the case, sessions by their labels, and times by 1 if
// they are the time of their zxid.
func (s *side) normalise(r *wire.Reply) {
	if r.Zxid > 0 {
		r.Zxid -= s.base
	}
	s.normaliseStat(&r.Stat)
	for i := range r.Results {
		s.normaliseStat(&r.Results[i].Stat)
	}
}

func (s *side) normaliseStat(stat *wire.Stat) {
	stat.Ctime, stat.Mtime = s.timeOf(stat.Czxid, stat.Ctime), s.timeOf(stat.Mzxid, stat.Mtime)
	for _, zxid := range []*int64{&stat.Czxid, &stat.Mzxid, &stat.Pzxid} {
		if *zxid > 0 {
			*zxid -= s.base
		}
	}
	if label, ok := s.label(stat.EphemeralOwner); ok {
		stat.EphemeralOwner = int64(label)
	}
}

func (s *side) timeOf(zxid, ms int64) int64 {
	if ms == 0 {
		return 0
	}
	known, ok := s.times[zxid]
	if !ok {
		s.times[zxid] = ms
	}
	if !ok || known == ms {
		return 1
	}
	return ms
}

// connected makes a sight of the answer to a connect, and learns its session.
func (l *link) connected(frame []byte) (sight, bool) {
	at := sight{line: l.number, frame: string(frame), what: "connected"}
	r, ok := wire.ParseConnectReply(frame)
	if !ok || !bytes.Equal(r.Frame(len(frame) == 37)[4:], frame) {
		return at, false
	}
	if r.Session != 0 {
		label, known := l.side.label(r.Session)
		if !known {
			l.side.sessions = append(l.side.sessions, resumable{r.Session, r.Password})
			label = len(l.side.sessions)
		}
		if r.Password == l.side.sessions[label-1].password {
			r.Password = [16]byte{1}
		}
		r.Session = int64(label)
	}
	at.frame, at.parsed = string(r.Frame(len(frame) == 37)[4:]), r
	return at, r.Session != 0
}
