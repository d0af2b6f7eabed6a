package conformance

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A frame is read here by a decoder of its own: the one of package wire reads what the same package writes.
type frame struct {
	rest   []byte
	failed bool
	w      *teller
}

func (f *frame) take(n int) []byte {
	if n < 0 || n > len(f.rest) {
		f.failed, f.rest = true, nil
		return nil
	}
	b := f.rest[:n]
	f.rest = f.rest[n:]
	return b
}

func (f *frame) int32() int32 {
	if b := f.take(4); b != nil {
		return int32(binary.BigEndian.Uint32(b))
	}
	return 0
}

func (f *frame) int64() int64 {
	if b := f.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

func (f *frame) bool() bool {
	b := f.take(1)
	return b != nil && b[0] != 0
}

// buffer is null, bytes in quotes, or how many they are.
func (f *frame) buffer() string {
	n := f.int32()
	if n == -1 {
		return "null"
	}
	b := f.take(int(n))
	if len(b) > 200 {
		return fmt.Sprintf("<%d bytes>", len(b))
	}
	return strconv.Quote(string(b))
}

// string is a buffer, without quotes where it can do without.
func (f *frame) string() string {
	quoted := f.buffer()
	if s, err := strconv.Unquote(quoted); err == nil && s != "" && s != "null" && !strings.ContainsAny(s, " ,[]") && strconv.Quote(s) == `"`+s+`"` {
		return s
	}
	return quoted
}

func (f *frame) list(element func() string) string {
	n := f.int32()
	if n == -1 {
		return "null"
	}
	var all []string
	for range n {
		if f.failed {
			break
		}
		all = append(all, element())
	}
	return "[" + strings.Join(all, " ") + "]"
}

var errorNames = map[wire.Code]string{
	wire.OK: "ok", wire.SystemError: "SystemError", wire.RuntimeInconsistency: "RuntimeInconsistency",
	wire.MarshallingError: "MarshallingError", wire.Unimplemented: "Unimplemented", wire.BadArguments: "BadArguments",
	wire.NoNode: "NoNode", wire.NoAuth: "NoAuth", wire.BadVersion: "BadVersion",
	wire.NoChildrenForEphemerals: "NoChildrenForEphemerals", wire.NodeExists: "NodeExists", wire.NotEmpty: "NotEmpty",
	wire.SessionExpired: "SessionExpired", wire.InvalidACL: "InvalidACL", wire.AuthFailed: "AuthFailed",
	-125: "QuotaExceeded", wire.NoWatcher: "NoWatcher", wire.ReconfigDisabled: "ReconfigDisabled",
}

func errorName(c wire.Code) string {
	if c == wire.OK {
		return "ok"
	}
	return fmt.Sprintf("%d %s", c, errorNames[c])
}

// describe is the text of a frame that came on a connection.
func (w *teller) describe(c *conn, b []byte) string {
	f := &frame{rest: b, w: w}
	if again := c.greetings > 0 && xidOf(b) == 0; again || !c.greeted {
		if again {
			c.greetings--
		}
		return w.greet(c, b)
	}
	xid, zxid, code := f.int32(), f.int64(), wire.Code(f.int32())
	if c.closing && code == wire.SessionExpired {
		return "" // what is behind a closeSession may be answered, or not
	}
	if xid == -1 {
		event, state, path := wire.EventType(f.int32()), f.int32(), f.string()
		return fmt.Sprintf("event %s %s zxid=%d err=%d state=%d%s", event, path, zxid, code, state, f.leftover())
	}
	size := len(f.rest)
	s := fmt.Sprintf("xid=%d zxid=%d %s", xid, zxid, errorName(code))
	if size > 0 {
		s += fmt.Sprintf(" body=%d", size)
	}
	if ops := c.asked[xid]; len(ops) > 0 {
		c.asked[xid] = ops[1:]
		if code == wire.OK && size > 0 {
			s += f.fields(fieldsOf(ops[0]))
		}
	}
	return s + f.leftover()
}
