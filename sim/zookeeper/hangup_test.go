package zookeeper

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A tap is a raw connection: frames out, frames in.
type tap struct {
	t *testing.T
	net.Conn
}

func open(t *testing.T, addr string) tap {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	return tap{t, nc}
}

func (w tap) send(stream []byte) tap {
	if _, err := w.Write(stream); err != nil {
		w.t.Fatal(err)
	}
	return w
}

// frame is the next frame, or nil if the server has hung up.
func (w tap) frame() []byte {
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
func (w tap) transcript() string {
	var out strings.Builder
	for {
		f := w.frame()
		if f == nil {
			return out.String() + "end"
		}
		xid, zxid, code := binary.BigEndian.Uint32(f), binary.BigEndian.Uint64(f[4:]), binary.BigEndian.Uint32(f[12:])
		fmt.Fprintf(&out, "xid %d zxid %d error %d and %d bytes; ", int32(xid), int64(zxid), int32(code), len(f)-16)
	}
}

var newSession = wire.ConnectRequest{Timeout: 10000, Password: make([]byte, 16)}

// request is the frame of a request.
func request(xid int32, op wire.Op) []byte { return (&wire.Request{Op: op}).Frame(xid) }

// framed puts a length before bytes.
func framed(b ...byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)
}

func TestHandshakeBytes(t *testing.T) {
	_, addr := serve(t, Config{}, Hooks{})
	old := open(t, addr).send(newSession.Frame()).frame()
	if len(old) != 36 {
		t.Errorf("a client without the readOnly byte gets %d bytes, want 36", len(old))
	}
	young := open(t, addr).send((&wire.ConnectRequest{Timeout: 10000, HasReadOnly: true, ReadOnly: true}).Frame()).frame()
	if len(young) != 37 {
		t.Errorf("a client with the readOnly byte gets %d bytes, want 37", len(young))
	}
	unknown := wire.ConnectRequest{Timeout: 10000, Session: 0x1234567, Password: make([]byte, 16)}
	w := open(t, addr).send(unknown.Frame())
	if d := cmp.Diff((&wire.ConnectReply{}).Frame(false)[4:], w.frame()); d != "" {
		t.Errorf("refusal of an unknown session (-want +got):\n%s", d)
	}
	if rest := w.transcript(); rest != "end" {
		t.Errorf("after the refusal: %s", rest)
	}
	ahead := wire.ConnectRequest{Timeout: 10000, LastZxidSeen: 1 << 60}
	if got := open(t, addr).send(ahead.Frame()).transcript(); got != "end" {
		t.Errorf("a client from the future gets %s", got)
	}
}

// TestHangUps holds how connections end: what is answered first, and that the answers before it arrive.
func TestHangUps(t *testing.T) {
	ping := request(-2, wire.OpPing)
	auth := (&wire.Request{Op: wire.OpAuth, Scheme: "bogus", Data: []byte("x")}).Frame(9)
	pong := "xid -2 zxid 1 error 0 and 0 bytes; "
	for _, c := range []struct {
		what   string
		stream []byte
		want   string
	}{
		{"unknown operation", slices.Concat(ping, request(1, 999)), pong + "xid 1 zxid -1 error -6 and 0 bytes; end"},
		{"no header", slices.Concat(ping, framed(0, 0, 1)), pong + "end"},
		{"unknown scheme", slices.Concat(ping, auth), pong + "xid 9 zxid 0 error -115 and 0 bytes; end"},
		{"close", slices.Concat(ping, request(3, wire.OpCloseSession), ping), pong + "xid 3 zxid 2 error 0 and 0 bytes; end"},
		{"ping by another xid", slices.Concat(request(7, wire.OpPing), request(8, wire.OpCloseSession)), pong + "xid 8 zxid 2 error 0 and 0 bytes; end"},
	} {
		t.Run(c.what, func(t *testing.T) {
			_, addr := serve(t, Config{}, Hooks{})
			w := open(t, addr).send(newSession.Frame())
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
		w := open(t, addr).send(newSession.Frame())
		w.frame()
		if got := w.send(binary.BigEndian.AppendUint32(nil, length)).transcript(); got != "end" {
			t.Errorf("length %#x: %s", length, got)
		}
	}
}
