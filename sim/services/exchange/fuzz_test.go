package exchange

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// A script is a connection whose client has sent all that it will ever send.
type script struct {
	net.Conn // for the methods that nobody calls
	in       io.Reader
	out      bytes.Buffer
}

func (s *script) Read(b []byte) (int, error)  { return s.in.Read(b) }
func (s *script) Write(b []byte) (int, error) { return s.out.Write(b) }
func (s *script) Close() error                { return nil }

// FuzzConnection sends any bytes. Each answer follows an operation that was received and, unless it was refused, applied.
func FuzzConnection(f *testing.F) {
	f.Add([]byte(post+"a"+post+"b"), byte(0))
	f.Add([]byte("GET /a%2Fb?c HTTP/1.0\r\n\r\n"), byte(guest.Half))
	f.Add([]byte("PUT * HTTP/1.1\r\nHost:\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"), byte(guest.Drop))
	f.Add([]byte("HEAD / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n"), byte(guest.Fail))
	f.Fuzz(func(t *testing.T, sent []byte, action byte) {
		count := map[guest.Stage]int{}
		applied := 0
		s := &Server{Broken: "unknown", Hooks: guest.Hooks{Point: func(stage guest.Stage, _, _ string, _ ...trace.Arg) guest.Verdict {
			count[stage]++
			if stage == guest.Applied && count[stage] == 1 {
				return guest.Verdict{Action: guest.Action(action % byte(guest.Half+1))}
			}
			return guest.Verdict{}
		}}, Service: func(string, *http.Request, []byte) Operation {
			return Operation{Name: "echo", Apply: func() Answer { applied++; return Text(http.StatusOK, "x") }}
		}}
		conn := &script{in: bytes.NewReader(sent)}
		(&connection{s: s, conn: conn, in: bufio.NewReader(conn)}).serve()
		if count[guest.Received] != count[guest.Applied] || count[guest.Applied] < applied || count[guest.Answered] > count[guest.Applied] {
			t.Errorf("points %v, %d applied", count, applied)
		}
		if out := conn.out.Bytes(); len(out) > 0 && !bytes.HasPrefix(out, []byte("HTTP/1.1 ")) {
			t.Errorf("sent %q", out)
		}
	})
}
