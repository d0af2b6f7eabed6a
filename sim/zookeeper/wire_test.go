package zookeeper

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A wire is a raw connection: frames out, frames in.
type wire struct {
	t *testing.T
	net.Conn
}

func open(t *testing.T, addr string) wire {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	return wire{t, nc}
}

func (w wire) send(stream []byte) wire {
	if _, err := w.Write(stream); err != nil {
		w.t.Fatal(err)
	}
	return w
}

// frame is the next frame, or nil if the server has hung up.
func (w wire) frame() []byte {
	var size [4]byte
	if _, err := io.ReadFull(w, size[:]); err != nil {
		return nil
	}
	b := make([]byte, binary.BigEndian.Uint32(size[:]))
	if _, err := io.ReadFull(w, b); err != nil {
		w.t.Fatal(err)
	}
	return b
}

// transcript is the headers of all frames until the server hangs up.
func (w wire) transcript() string {
	var out strings.Builder
	for {
		f := w.frame()
		if f == nil {
			return out.String() + "end"
		}
		d := decoder{rest: f}
		fmt.Fprintf(&out, "xid %d zxid %d error %d and %d bytes; ", d.int32(), d.int64(), d.int32(), len(d.rest))
	}
}

func connectBody(timeout int32, session int64, password []byte) []byte {
	b := appendInt64(appendInt32(appendInt64(appendInt32(nil, 0), 0), timeout), session)
	return appendBuffer(b, password)
}

func TestHandshakeBytes(t *testing.T) {
	_, addr := serve(t, Config{}, Hooks{})
	old := open(t, addr).send(frames(connectBody(10000, 0, make([]byte, 16)))).frame()
	if len(old) != 36 {
		t.Errorf("a client without the readOnly byte gets %d bytes, want 36", len(old))
	}
	young := open(t, addr).send(frames(append(connectBody(10000, 0, nil), 1))).frame()
	if len(young) != 37 {
		t.Errorf("a client with the readOnly byte gets %d bytes, want 37", len(young))
	}
	w := open(t, addr).send(frames(connectBody(10000, 0x1234567, make([]byte, 16))))
	if d := cmp.Diff(appendBuffer(make([]byte, 16), make([]byte, 16)), w.frame()); d != "" {
		t.Errorf("refusal of an unknown session (-want +got):\n%s", d)
	}
	if rest := w.transcript(); rest != "end" {
		t.Errorf("after the refusal: %s", rest)
	}
	ahead := appendInt64(appendInt32(nil, 0), 1<<60)
	ahead = appendBuffer(appendInt64(appendInt32(ahead, 10000), 0), make([]byte, 16))
	if got := open(t, addr).send(frames(ahead)).transcript(); got != "end" {
		t.Errorf("a client from the future gets %s", got)
	}
}

// TestHangUps holds how connections end: what is answered first, and that the answers before it arrive.
func TestHangUps(t *testing.T) {
	ping := header(-2, OpPing)
	auth := appendBuffer(appendString(appendInt32(header(9, OpAuth), 0), "bogus"), []byte("x"))
	pong := "xid -2 zxid 1 error 0 and 0 bytes; "
	for _, c := range []struct {
		what   string
		stream []byte
		want   string
	}{
		{"unknown operation", frames(ping, header(1, 999)), pong + "xid 1 zxid -1 error -6 and 0 bytes; end"},
		{"no header", frames(ping, []byte{0, 0, 1}), pong + "end"},
		{"unknown scheme", frames(ping, auth), pong + "xid 9 zxid 0 error -115 and 0 bytes; end"},
		{"close", frames(ping, header(3, OpCloseSession), ping), pong + "xid 3 zxid 2 error 0 and 0 bytes; end"},
		{"ping by another xid", frames(header(7, OpPing), header(8, OpCloseSession)), pong + "xid 8 zxid 2 error 0 and 0 bytes; end"},
	} {
		t.Run(c.what, func(t *testing.T) {
			_, addr := serve(t, Config{}, Hooks{})
			w := open(t, addr).send(frames(connectBody(10000, 0, make([]byte, 16))))
			w.frame()
			if got := w.send(c.stream).transcript(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestFrameLimit hangs up as soon as a length is seen that is too large, or negative.
func TestFrameLimit(t *testing.T) {
	_, addr := serve(t, Config{}, Hooks{})
	for _, length := range []uint32{0x100000, 0xffffffff} {
		w := open(t, addr).send(frames(connectBody(10000, 0, make([]byte, 16))))
		w.frame()
		if got := w.send(binary.BigEndian.AppendUint32(nil, length)).transcript(); got != "end" {
			t.Errorf("length %#x: %s", length, got)
		}
	}
}
