package zookeeper

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

var errFrame = errors.New("frame length out of bounds")

// readFrame reads a length and so many bytes, into buf if that is large enough. A length beyond the limit is an error
// before anything is allocated for it.
func readFrame(in *bufio.Reader, buf []byte, limit int) ([]byte, error) {
	head, err := in.Peek(4)
	if err != nil {
		return nil, err
	}
	n := int32(binary.BigEndian.Uint32(head))
	if n < 0 || int(n) > limit {
		return nil, errFrame
	}
	if _, err := in.Discard(4); err != nil {
		return nil, err
	}
	if cap(buf) < int(n) {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	_, err = io.ReadFull(in, buf)
	return buf, err
}

// parseFrame reads a request's frame; false says that not even its header is there.
func parseFrame(frame []byte, r *Request) (xid int32, ok bool) {
	d := decoder{rest: frame}
	xid, op := d.int32(), Op(d.int32())
	if d.failed {
		return 0, false
	}
	r.parse(op, d.rest)
	return xid, true
}

// newFrame has room for the length, which sealed fills in.
func newFrame(size int) []byte { return make([]byte, 4, size) }

func sealed(frame []byte) []byte {
	binary.BigEndian.PutUint32(frame, uint32(len(frame)-4))
	return frame
}

func replyFrame(xid int32, r *Reply) []byte {
	return sealed(appendReply(newFrame(128+len(r.Data)+128*len(r.Results)), xid, r))
}

func notificationFrame(n *Notification) []byte {
	return sealed(appendNotification(newFrame(32+len(n.Path)), n))
}

func connectFrame(r *ConnectReply, readOnlyByte bool) []byte {
	return sealed(appendConnectReply(newFrame(48), r, readOnlyByte))
}
