package wire

import (
	"encoding/binary"
	"unicode/utf8"
)

// A decoder cuts jute values off the front of a byte slice. Once something does not fit, failed is set and every
// further value is zero, so that callers check once at the end.
type decoder struct {
	rest   []byte
	text   string // a copy of the end of the frame, which paths are parts of
	failed bool
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.rest) {
		d.failed, d.rest = true, nil
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) int32() int32 {
	if b := d.take(4); b != nil {
		return int32(binary.BigEndian.Uint32(b))
	}
	return 0
}

func (d *decoder) int64() int64 {
	if b := d.take(8); b != nil {
		return int64(binary.BigEndian.Uint64(b))
	}
	return 0
}

func (d *decoder) bool() bool {
	b := d.take(1)
	return b != nil && b[0] != 0
}

// raw is the next length and its bytes, without a copy; null (length -1) is nil and empty is not.
func (d *decoder) raw() []byte {
	n := d.int32()
	if n == -1 || d.failed {
		return nil
	}
	return d.take(int(n))
}

// buffer is a copy of the next buffer, which outlives the frame.
func (d *decoder) buffer() []byte {
	b := d.raw()
	if b == nil {
		return nil
	}
	return append(make([]byte, 0, len(b)), b...)
}

// string is the next string; a null string counts as an empty one.
func (d *decoder) string() string { return Text(d.raw()) }

// path is the next string, which must not be null.
func (d *decoder) path() string {
	s, ok := d.nullable()
	d.failed = d.failed || !ok
	return s
}

// nullable is the next string, or false if it is null. The strings of a small frame share one copy of it, so whoever
// keeps one for long should clone it.
func (d *decoder) nullable() (string, bool) {
	const small = 1024
	if len(d.rest) > len(d.text) && len(d.rest) <= small {
		d.text = string(d.rest)
	}
	b := d.raw()
	if b == nil {
		return "", false
	}
	if end := len(d.text) - len(d.rest); end >= len(b) && utf8.Valid(b) {
		return d.text[end-len(b) : end], true
	}
	return Text(b), true
}

// peek is the next int32, which stays where it is.
func (d *decoder) peek() int32 {
	if len(d.rest) < 4 {
		return 0
	}
	return int32(binary.BigEndian.Uint32(d.rest))
}

// count is the length of the next vector, whose elements have at least size bytes each: a count that the rest of the
// frame cannot hold fails here, before anything is allocated for it. A vector that is null, or has a negative count,
// has no elements.
func (d *decoder) count(size int) int {
	n := int(d.int32())
	if n <= 0 || d.failed {
		return 0
	}
	if n > len(d.rest)/size {
		d.failed = true
		return 0
	}
	return n
}

func (d *decoder) strings() []string {
	n := d.count(4)
	if n == 0 {
		return nil
	}
	list := make([]string, 0, n)
	for range n {
		list = append(list, d.path())
	}
	return list
}

func appendInt32(b []byte, v int32) []byte { return binary.BigEndian.AppendUint32(b, uint32(v)) }
func appendInt64(b []byte, v int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(v)) }

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

// appendString writes a string as it is, as clients do.
func appendString(b []byte, s string) []byte { return append(appendInt32(b, int32(len(s))), s...) }

// appendBuffer writes nil as null.
func appendBuffer(b, data []byte) []byte {
	if data == nil {
		return appendInt32(b, -1)
	}
	return append(appendInt32(b, int32(len(data))), data...)
}

// appendStrings writes a vector of strings, each by that function.
func appendStrings(b []byte, list []string, one func([]byte, string) []byte) []byte {
	b = appendInt32(b, int32(len(list)))
	for _, s := range list {
		b = one(b, s)
	}
	return b
}
