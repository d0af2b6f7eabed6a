package sinks

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// receiver takes what is posted once for each key. A fault answers requests of its choice instead, before or
// after they were taken.
type receiver struct {
	header   string // with the key
	mu       sync.Mutex
	keys     map[string]bool
	taken    []string // key=body
	requests int
	before   func(w http.ResponseWriter, number int) bool
	after    func(w http.ResponseWriter, number int) bool
}

func (s *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if s.before != nil && s.before(w, s.requests) {
		return
	}
	if key := r.Header.Get(s.header); key == "" || !s.keys[key] {
		s.keys[key] = true
		s.taken = append(s.taken, key+"="+string(body))
	}
	if s.after != nil && s.after(w, s.requests) {
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// got is what was taken, and how many requests there were.
func (s *receiver) got() ([]string, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.taken), s.requests
}

// receive starts a receiver, and returns a sink that posts to it without pauses.
func receive(t *testing.T, c HTTPConfig) (*receiver, *HTTP) {
	t.Helper()
	s := &receiver{header: cmp.Or(c.KeyHeader, "Idempotency-Key"), keys: map[string]bool{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c.URL = server.URL
	sink, err := NewHTTP(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sink.client.CloseIdleConnections)
	sink.pause = 0
	return s, sink
}

// answer answers the request of that number by a status.
func answer(number, status int) func(http.ResponseWriter, int) bool {
	return func(w http.ResponseWriter, n int) bool {
		if n == number {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			fmt.Fprint(w, "no")
		}
		return n == number
	}
}

// cut closes the connection of the request of that number without an answer.
func cut(number int) func(http.ResponseWriter, int) bool {
	return func(_ http.ResponseWriter, n int) bool {
		if n == number {
			panic(http.ErrAbortHandler)
		}
		return false
	}
}
