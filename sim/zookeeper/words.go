package zookeeper

import (
	"encoding/binary"
	"io"
	"strconv"
	"strings"
)

// A four-letter word is what an operator sends in place of the first frame's length. It is answered by text, and the
// end of the connection.
type word struct {
	tell  func(*report)
	idle  string // the answer of a member that serves nobody; empty if it answers as ever
	extra int    // bytes that follow the word
}

const idle = "This ZooKeeper instance is not currently serving requests"

// words are those that the server knows. What telnet sends when it is closed is among them only to be refused.
var words = map[string]word{
	"conf": {tell: (*report).conf, idle: idle + "\n"},
	"cons": {tell: (*report).cons, idle: idle + "\n"},
	"crst": {tell: (*report).crst, idle: idle + "\n"},
	"dirs": {tell: (*report).dirs, idle: idle + "\n"},
	"dump": {tell: (*report).dump, idle: idle + "\n"},
	"envi": {tell: (*report).envi},
	"gtmk": {tell: (*report).gtmk},
	"hash": {tell: (*report).hash, idle: idle},
	"isro": {tell: (*report).isro, idle: "null"},
	"mntr": {tell: (*report).mntr, idle: idle + "\n"},
	"ruok": {tell: (*report).ruok},
	"srst": {tell: (*report).srst, idle: idle + "\n"},
	"srvr": {tell: (*report).srvr, idle: idle + "\n"},
	"stat": {tell: (*report).stat, idle: idle + "\n"},
	"stmk": {tell: (*report).stmk, extra: 8},
	"wchc": {tell: (*report).wchc, idle: idle + "\n"},
	"wchp": {tell: (*report).wchp, idle: idle + "\n"},
	"wchs": {tell: (*report).wchs, idle: idle + "\n"},

	telnetClose: {},
}

const telnetClose = "telnet close"

// whitelisted is the set of words that are let through. The real server's own scripts need srvr, and its clients that
// only read look for servers by isro.
func whitelisted(c Config) map[string]bool {
	set := map[string]bool{"srvr": true, "isro": c.ReadOnlyMode}
	for _, name := range c.Words {
		name = strings.TrimSpace(name)
		if name == "*" {
			for name := range words { //tidy:unordered a set
				set[name] = true
			}
		}
		set[name] = true
	}
	return set
}

// A report is the answer to a word in the making. The server's lock is held meanwhile.
type report struct {
	strings.Builder
	server *Server
	asker  *conn
	member int
	mode   string // of the member; empty if it serves nobody
	now    int64
	extra  []byte // what followed the word
}

// word answers a four-letter word, if that is what the client sent, and reports whether the connection ends with it.
// Words that nobody knows are a frame's length, like all that come after the first frame.
func (c *conn) word() bool {
	head, err := c.in.Peek(4)
	if err != nil {
		return false
	}
	name := string(head)
	if name == "\xff\xf4\xff\xfd" {
		name = telnetClose
	}
	w, known := words[name]
	if known && !c.server.words[name] {
		w = word{tell: func(r *report) { r.line(name, " is not executed because it is not in the whitelist.") }}
	}
	if w.tell == nil {
		return false
	}
	sent := make([]byte, len(head)+w.extra)
	if _, err := io.ReadFull(c.in, sent); err == nil {
		io.WriteString(c.net, c.tell(w, sent[len(head):]))
	}
	return true
}

// tell is the answer to a word.
func (c *conn) tell(w word, extra []byte) string {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	r := report{server: s, asker: c, member: c.member, mode: s.state.Mode(c.member, now), now: now, extra: extra}
	if r.mode == "" { // nor does it count
		if w.idle == "" {
			w.tell(&r)
		}
		return w.idle + r.String()
	}
	c.countIn(now)
	w.tell(&r)
	const chunk = 8192 // which the real server sends as one packet
	c.countOut((r.Len() + chunk - 1) / chunk)
	return r.String()
}

// line writes its parts and ends the line.
func (r *report) line(parts ...string) {
	for _, p := range parts {
		r.WriteString(p)
	}
	r.WriteByte('\n')
}

// hex is a number as Java's Long.toHexString has it.
func hex(n int64) string { return "0x" + strconv.FormatUint(uint64(n), 16) }

func (r *report) ruok() { r.WriteString("imok") }

func (r *report) isro() {
	if r.mode == "read-only" {
		r.WriteString("ro")
	} else {
		r.WriteString("rw")
	}
}

// hash tells nothing: the digests of the znodes, one for each 128 transactions, are not computed.
func (r *report) hash() {}

func (r *report) gtmk() { r.WriteString(strconv.FormatInt(r.server.masks[r.member], 10)) }

// stmk keeps a mask of what is to be traced, which means nothing here.
func (r *report) stmk() {
	r.server.masks[r.member] = int64(binary.BigEndian.Uint64(r.extra))
	r.gtmk()
}
