package offsets

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// startHBase runs the project's own HBase on a port of loopback, and returns its URL.
func startHBase(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "hbase")
	build := exec.Command("go", "build", "-o", program, "github.com/onceover/onceover/sim/services/hbase")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build hbase: %v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	var said bytes.Buffer
	server := exec.Command(program, "-listen", address)
	server.Stderr = &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		server.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		server.Process.Kill()
		<-ended
	})
	for begun := time.Now(); ; {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
			return "http://" + address
		}
		select {
		case <-ended:
			t.Fatalf("hbase ended: %s", said.String())
		default:
		}
		if time.Since(begun) > 20*time.Second {
			t.Fatalf("hbase does not answer: %v", err)
		}
	}
}

// newHBase returns a store and the way to its server.
func newHBase(t testing.TB, at, table string) (*HBase, *line) {
	t.Helper()
	l := &line{}
	h, err := NewHBase(HBaseOptions{URL: at, Table: table, Group: "g/1", Client: &http.Client{Transport: l}, Patience: patient})
	if err != nil {
		t.Fatal(err)
	}
	return h, l
}

// rest sends one request of an operator, and returns the answer.
func rest(t testing.TB, method, address, body string) string {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Accept": {"application/json"}, "Content-Type": {"application/json"}}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	answer, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode >= 400 {
		t.Fatalf("%s %s: %s %s %v", method, address, got.Status, answer, err)
	}
	return string(answer)
}

// putCell writes a cell of a row.
func putCell(t testing.TB, table, row, column, value string) {
	t.Helper()
	body, err := json.Marshal(hbaseRows{[]hbaseRow{{[]byte(row), []hbaseCell{{[]byte(column), []byte(value)}}}}})
	if err != nil {
		t.Fatal(err)
	}
	rest(t, "PUT", table+"/row", string(body))
}

// fateOfRequest is what becomes of one request on a line.
type fateOfRequest string

const (
	asked   fateOfRequest = "answered"
	cut     fateOfRequest = "lost"
	mute    fateOfRequest = "applied, answer lost"
	trouble fateOfRequest = "answered by 503"
	delayed fateOfRequest = "applied when the next one comes"
)

// line is the way of one store to the server. Its requests meet the fates of a script.
type line struct {
	mu      sync.Mutex
	script  []fateOfRequest
	waiting []*http.Request
	moved   int // check-and-puts that changed the head
}

func (l *line) plan(script ...fateOfRequest) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.script, l.moved = script, 0
}

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := asked
	if len(l.script) > 0 {
		f, l.script = l.script[0], l.script[1:]
	}
	if r.Method == http.MethodPut { // so that reading has found that they are not applied
		for _, w := range l.waiting {
			if _, err := l.send(w); err != nil {
				return nil, err
			}
		}
		l.waiting = nil
	}
	switch f {
	case asked:
		return l.send(r)
	case mute:
		if _, err := l.send(r); err != nil {
			return nil, err
		}
	case delayed:
		if r.Method == http.MethodPut {
			l.waiting = append(l.waiting, r.Clone(context.WithoutCancel(r.Context()))) // it is on its way, whoever gives up
		}
	case trouble:
		return &http.Response{StatusCode: 503, Status: "503 Unavailable", Body: http.NoBody, Request: r}, nil
	}
	return nil, errors.New("connection reset by peer")
}

// send passes a request on.
func (l *line) send(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if r.GetBody != nil {
		r.Body, _ = r.GetBody()
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && answer.StatusCode == 200 && r.URL.RawQuery == "check=put" {
		l.moved++
	}
	return answer, err
}
