package exchange

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// A world stands in for the simulator: it notes the points and answers one of them.
type world struct {
	mu      sync.Mutex
	notes   []string
	at      string // "received echo", or nowhere
	verdict guest.Verdict
}

func (w *world) point(stage guest.Stage, op, _ string, args ...trace.Arg) guest.Verdict {
	w.mu.Lock()
	defer w.mu.Unlock()
	note := string(stage) + " " + op
	v := guest.Verdict{}
	if note == w.at {
		v, w.at = w.verdict, ""
	}
	for _, a := range args {
		note += " " + a.String()
	}
	w.notes = append(w.notes, note)
	return v
}

func (w *world) note(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notes = append(w.notes, text)
}

func (w *world) noted() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.notes
}

// start serves an echo that notes when it is applied.
func start(t *testing.T, at string, v guest.Verdict) (w *world, address string) {
	t.Helper()
	w = &world{at: at, verdict: v}
	s := &Server{Hooks: guest.Hooks{Point: w.point}, Broken: "unknown", Service: func(_ string, _ *http.Request, body []byte) Operation {
		return Operation{Name: "echo", Args: []trace.Arg{trace.Str("body", string(body))}, Apply: func() Answer {
			w.note("apply " + string(body))
			return Data(http.StatusOK, "text/plain", body)
		}}
	}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go s.Serve(l)
	return w, l.Addr().String()
}

func dial(t *testing.T, address string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn, bufio.NewReader(conn)
}

const post = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n"

func TestRequestsOfAConnectionAreOneAfterAnother(t *testing.T) {
	w, address := start(t, "", guest.Verdict{})
	conn, in := dial(t, address)
	fmt.Fprint(conn, post+"a"+post+"b")
	conn.(*net.TCPConn).CloseWrite()
	got, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	answer := "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Type: text/plain\r\n\r\n"
	if diff := cmp.Diff(answer+"a"+answer+"b", string(got)); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	var want []string
	for _, b := range []string{"a", "b"} {
		arg := ` body="` + b + `"`
		want = append(want, "received echo"+arg, "apply "+b, "applied echo"+arg, "answered echo"+arg)
	}
	if diff := cmp.Diff(want, w.noted()); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
}

func TestVerdicts(t *testing.T) {
	fail := guest.Verdict{Action: guest.Fail, Error: "503 Unavailable"}
	drop := guest.Verdict{Action: guest.Drop}
	delay := guest.Verdict{Action: guest.Delay, Delay: time.Millisecond}
	for _, tt := range []struct {
		at      string
		verdict guest.Verdict
		seen    string
		applied bool
	}{
		{"received echo", fail, "503 Unavailable\r\n", false},
		{"applied echo", fail, "503 Unavailable\r\n", true},
		{"received echo", drop, "EOF", false},
		{"applied echo", drop, "EOF", true},
		{"received echo", delay, "200 x", true},
		{"applied echo", delay, "200 x", true},
		{"answered echo", fail, "200 x", true},
		{"answered echo", drop, "200 x", true},
	} {
		t.Run(fmt.Sprint(tt.at, tt.verdict.Action), func(t *testing.T) {
			w, address := start(t, tt.at, tt.verdict)
			c := http.Client{Transport: &http.Transport{}}
			seen := ""
			if r, err := c.Post("http://"+address, "text/plain", strings.NewReader("x")); err != nil {
				_, seen, _ = strings.Cut(err.Error(), "\": ")
			} else {
				body, _ := io.ReadAll(r.Body)
				seen = fmt.Sprint(r.StatusCode, " ", string(body))
			}
			c.CloseIdleConnections()
			if seen != tt.seen {
				t.Errorf("the client saw %q, want %q", seen, tt.seen)
			}
			if got := strings.Contains(strings.Join(w.noted(), "\n"), "apply x"); got != tt.applied {
				t.Errorf("applied %t, want %t", got, tt.applied)
			}
		})
	}
}

// TestHalfAnAnswer gets half of an answer, and nothing of the request behind it, which is applied all the same.
func TestHalfAnAnswer(t *testing.T) {
	w, address := start(t, "applied echo", guest.Verdict{Action: guest.Half})
	conn, in := dial(t, address)
	fmt.Fprint(conn, post+"a"+post+"b")
	conn.(*net.TCPConn).CloseWrite()
	got, err := io.ReadAll(in)
	if want := "HTTP/1.1 200 OK\r\nContent-Length:"; string(got) != want || err != nil {
		t.Errorf("read %q, %v; want %q", got, err, want)
	}
	want := []string{`received echo body="a"`, "apply a", `applied echo body="a"`, `received echo body="b"`, "apply b", `applied echo body="b"`}
	if diff := cmp.Diff(want, w.noted()); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
}

func TestWhatIsNoRequest(t *testing.T) {
	for _, tt := range []struct{ name, sent, status, points string }{
		{"garbage", "garbage\r\n\r\n", "HTTP/1.1 400 Bad Request", ""},
		{"nothing", "", "", ""},
		{"half a head", "POST / HTTP/1.1\r\nHo", "HTTP/1.1 400 Bad Request", ""},
		{"half a body", post, "", ""},
		{"broken chunk", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 400 Bad Request", "unknown"},
		{"too large", fmt.Sprintf("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s%sa", MaxBody+len(post)+2, strings.Repeat("x", MaxBody+1), post),
			"HTTP/1.1 413 Request Entity Too Large", "unknown"},
		{"asked before it is sent", "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx", "HTTP/1.1 100 Continue", "echo"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, address := start(t, "", guest.Verdict{})
			conn, in := dial(t, address)
			fmt.Fprint(conn, tt.sent)
			conn.(*net.TCPConn).CloseWrite()
			line, _ := in.ReadString('\n')
			if got := strings.TrimSpace(line); got != tt.status {
				t.Errorf("answer %q, want %q", got, tt.status)
			}
			rest, _ := io.ReadAll(in)
			if strings.Contains(tt.status, " 4") && strings.Contains(string(rest), "HTTP/1.1") {
				t.Errorf("another answer follows: %q", rest)
			}
			if got := strings.Join(w.noted(), "\n"); tt.points == "" && got != "" || !strings.Contains(got, tt.points) {
				t.Errorf("points:\n%s\nwant those of %q", got, tt.points)
			}
		})
	}
}
