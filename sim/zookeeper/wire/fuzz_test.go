package wire

import (
	"bytes"
	"testing"
)

// FuzzRequest holds that a request parses the same twice and does not share memory with its frame.
func FuzzRequest(f *testing.F) {
	f.Add(int32(OpCreate), []byte("\x00\x00\x00\x02/a\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Add(int32(OpSetWatches2), bytes.Repeat([]byte{0}, 28))
	f.Add(int32(OpMulti), []byte("\x00\x00\x00\x0d\x00\xff\xff\xff\xff\x00\x00\x00\x01/\x00\x00\x00\x00\xff\xff\xff\xff\x01\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, op int32, body []byte) {
		r := ParseRequest(Op(op), body)
		data := bytes.Clone(r.Data)
		clear(body)
		if !bytes.Equal(data, r.Data) {
			t.Error("the request changes with its frame")
		}
		total := len(r.Ops) + len(r.ACL)
		if r.Watches != nil {
			total += len(r.Watches.Data)
		}
		if total > len(body) {
			t.Errorf("%d elements from %d bytes", total, len(body))
		}
	})
}

// TestHugeCountsAreRefused holds that a count is not believed before the bytes for it are seen.
func TestHugeCountsAreRefused(t *testing.T) {
	for _, op := range []Op{OpSetWatches, OpCreate} {
		body := appendInt64(nil, 0)
		if op == OpCreate {
			body = appendBuffer(appendString(nil, "/a"), nil)
		}
		body = appendInt32(body, 1<<30)
		if r := ParseRequest(op, body); !r.Malformed {
			t.Errorf("%v with 2^30 elements in %d bytes is accepted", op, len(body))
		}
	}
}
