package conformance

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A field is a part of a reply's body.
type field func(*frame) string

func pathField(f *frame) string  { return " path=" + f.string() }
func dataField(f *frame) string  { return " data=" + f.buffer() }
func namesField(f *frame) string { return " names=" + f.list(f.string) }
func countField(f *frame) string { return " number=" + strconv.Itoa(int(f.int32())) }

func aclField(f *frame) string {
	return " acl=" + f.list(func() string { return fmt.Sprintf("%d:%s:%s", f.int32(), f.string(), f.string()) })
}

func idsField(f *frame) string {
	return " ids=" + f.list(func() string { return f.string() + ":" + f.string() })
}

// statField leaves out what the clock read, except that it is 0 or, after the step "clock", that mtime is seconds after
// ctime.
func statField(f *frame) string {
	czxid, mzxid, ctime, mtime := f.int64(), f.int64(), f.int64(), f.int64()
	version, cversion, aversion, owner := f.int32(), f.int32(), f.int32(), f.int64()
	length, children, pzxid := f.int32(), f.int32(), f.int64()
	s := fmt.Sprintf(" czxid=%d mzxid=%d pzxid=%d version=%d cversion=%d aversion=%d owner=%s dataLength=%d numChildren=%d",
		czxid, mzxid, pzxid, version, cversion, aversion, f.w.session(owner), length, children)
	switch {
	case ctime != 0 && !f.w.clock:
	case ctime == 0:
		s += fmt.Sprintf(" ctime=0 mtime=%d", min(mtime, 1))
	case mtime < ctime:
		s += " mtime<ctime"
	case mtime-ctime >= 3000:
		s += " mtime>ctime"
	}
	return s
}

// fieldsOf are the parts of the body of a good answer.
func fieldsOf(op wire.Op) []field {
	switch op {
	case wire.OpCreate, wire.OpSync:
		return []field{pathField}
	case wire.OpCreate2, wire.OpCreateContainer, wire.OpCreateTTL:
		return []field{pathField, statField}
	case wire.OpExists, wire.OpSetData, wire.OpSetACL:
		return []field{statField}
	case wire.OpGetData:
		return []field{dataField, statField}
	case wire.OpGetACL:
		return []field{aclField, statField}
	case wire.OpGetChildren, wire.OpGetEphemerals:
		return []field{namesField}
	case wire.OpGetChildren2:
		return []field{namesField, statField}
	case wire.OpAddWatch, wire.OpGetAllChildrenNumber:
		return []field{countField}
	case wire.OpWhoAmI:
		return []field{idsField}
	case wire.OpSASL:
		return []field{dataField}
	case wire.OpMulti, wire.OpMultiRead:
		return []field{resultsField}
	}
	return nil
}

// resultsField gives each result of a multi a line of its own.
func resultsField(f *frame) string {
	var s strings.Builder
	for !f.failed {
		op, done, code := wire.Op(f.int32()), f.bool(), f.int32()
		if done {
			fmt.Fprintf(&s, "\n  done type=%d err=%d", op, code)
			break
		}
		if op == wire.OpError {
			fmt.Fprintf(&s, "\n  error %s result=%d", errorName(wire.Code(code)), f.int32())
			continue
		}
		fmt.Fprintf(&s, "\n  %s err=%d%s", op, code, f.fields(fieldsOf(op)))
	}
	return s.String()
}

func (f *frame) fields(fields []field) string {
	var s strings.Builder
	for _, field := range fields {
		s.WriteString(field(f))
	}
	return s.String()
}

// leftover says what does not fit, or is too much.
func (f *frame) leftover() string {
	switch {
	case f.failed:
		return " (too short)"
	case len(f.rest) > 0:
		return fmt.Sprintf(" (and %x)", f.rest)
	}
	return ""
}
