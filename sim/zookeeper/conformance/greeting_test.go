package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// connect does "connect a timeout=5000" and "resume b a" (b goes on with a's session, or with session=0x1f, or with
// a wrong password=...). Nothing is sent on one that is silent but what the
// story says, so that it is not kept alive.
func (w *teller) connect(all []string) {
	r := wire.ConnectRequest{Timeout: 10000, Password: make([]byte, 16)}
	options := all[2:]
	if all[0] == "resume" {
		r, options = w.resumes[all[2]], all[3:]
	}
	for _, word := range options {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "silent": // below
		case "timeout":
			r.Timeout = int32(number(w.t, value))
		case "zxid":
			r.LastZxidSeen = number(w.t, value)
		case "session":
			r.Session = number(w.t, value)
		case "readOnly":
			r.HasReadOnly, r.ReadOnly = true, value == "true"
		case "password":
			r.Password = []byte(plain(value))
		default:
			w.t.Fatalf("connect: %q", word)
		}
	}
	c := w.open(all[1])
	c.greetingWait, c.silent = patience, slices.Contains(options, "silent")
	c.Write(r.Frame())
	w.drain(c)
}

// greet describes the answer to a connect, which has no header.
func (w *teller) greet(c *conn, b []byte) string {
	c.greeted = true
	f := &frame{rest: b, w: w}
	protocol, timeout, id, secret := f.int32(), f.int32(), f.int64(), [16]byte{}
	c.session = id
	length := f.int32()
	copy(secret[:], f.take(int(length)))
	readOnly := "none"
	if len(f.rest) > 0 {
		readOnly = strconv.FormatBool(f.bool())
	}
	if w.first == 0 {
		w.first = id
	}
	whose := "zero"
	if secret != [16]byte{} {
		if _, known := w.passwords[secret]; !known {
			w.passwords[secret] = id
		}
		whose = w.session(w.passwords[secret])
	}
	if id != 0 {
		w.resumes[c.name] = wire.ConnectRequest{Timeout: timeout, Session: id, Password: secret[:]}
	}
	return fmt.Sprintf("session=%s server=%d timeout=%d password=%s protocol=%d readOnly=%s body=%d%s",
		w.session(id), uint64(id)>>56, timeout, whose, protocol, readOnly, len(b), f.leftover())
}

// session is S1 for the first session of the server, and so on as the ids go on.
func (w *teller) session(id int64) string {
	if id == 0 {
		return "0"
	}
	return "S" + strconv.FormatInt(id-w.first+1, 10)
}
