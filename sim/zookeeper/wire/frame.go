package wire

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// ErrFrame says that a frame's length is negative or beyond the limit.
var ErrFrame = errors.New("frame length out of bounds")

// ReadFrame reads a length and so many bytes, into buf if that is large enough. A length beyond the limit is an error
// before anything is allocated for it.
func ReadFrame(in *bufio.Reader, buf []byte, limit int) ([]byte, error) {
	head, err := in.Peek(4)
	if err != nil {
		return nil, err
	}
	n := int32(binary.BigEndian.Uint32(head))
	if n < 0 || int(n) > limit {
		return nil, ErrFrame
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

// newFrame has room for the length, which sealed fills in.
func newFrame(size int) []byte { return make([]byte, 4, size) }

func sealed(frame []byte) []byte {
	binary.BigEndian.PutUint32(frame, uint32(len(frame)-4))
	return frame
}

// Frame is the reply as it goes to the client, for the request with that xid.
func (r *Reply) Frame(xid int32) []byte {
	return sealed(r.append(newFrame(128+len(r.Data)+128*len(r.Results)), xid))
}

// Frame is the notification as it goes to the client.
func (n *Notification) Frame() []byte {
	return sealed(n.append(newFrame(32 + len(n.Path))))
}

// Frame is the request as it goes to the server.
func (r *Request) Frame(xid int32) []byte {
	b := newFrame(64 + len(r.Path) + len(r.Data))
	return sealed(r.append(appendInt32(appendInt32(b, xid), int32(r.Op))))
}
