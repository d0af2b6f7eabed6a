package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/services/exchange"
	"github.com/onceover/onceover/sim/trace"
)

// An entry is what one request left.
type entry struct {
	Key  string `json:"key"`
	Body string `json:"body"`
}

// A named request is one that carries a key.
type named struct{ path, key string }

// A first is the first request with a key, and its answer.
type first struct {
	body   []byte
	answer exchange.Answer
}

// A sink keeps what is posted.
type sink struct {
	hooks  guest.Hooks
	honour bool
	reject []byte // empty rejects nothing

	mu      sync.Mutex // held while a request is applied and recorded, so that facts are in the order of application
	entries map[string][]entry
	seen    map[named]first
	count   int // of entries, on all paths
}

func newSink(hooks guest.Hooks, honour bool, reject string) *sink {
	return &sink{hooks: hooks, honour: honour, reject: []byte(reject), entries: map[string][]entry{}, seen: map[named]first{}}
}

// maxArg is the longest path or key, in bytes, that the points and the facts tell.
const maxArg = 512

func (s *sink) service(client string, r *http.Request, body []byte) exchange.Operation {
	path, key := r.URL.Path, r.Header.Get("Idempotency-Key")
	op := exchange.Operation{Name: "http.unknown", Apply: func() exchange.Answer {
		return exchange.Text(http.StatusMethodNotAllowed, "Method not allowed").With("Allow", "GET, POST")
	}}
	if len(path) > maxArg || len(key) > maxArg {
		op.Apply = func() exchange.Answer { return exchange.Text(http.StatusBadRequest, "Path or key too long") }
		return op
	}
	op.Args = []trace.Arg{trace.Str("path", path)}
	switch r.Method {
	case http.MethodPost:
		op.Name, op.Args = "http.post", append(op.Args, trace.Str("key", key))
		op.Apply = func() exchange.Answer { return s.post(client, named{path, key}, body) }
	case http.MethodGet:
		op.Name, op.Apply = "http.get", func() exchange.Answer { return s.get(path) }
	}
	return op
}

func (s *sink) post(client string, n named, body []byte) exchange.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.reject) > 0 && bytes.Contains(body, s.reject) {
		return exchange.Text(http.StatusUnprocessableEntity, "Rejected")
	}
	keyed := s.honour && n.key != ""
	if before, ok := s.seen[n]; ok && keyed {
		if !bytes.Equal(before.body, body) {
			return exchange.Text(http.StatusUnprocessableEntity, "The key was used for another body")
		}
		s.record("http.repeated", client, n, body)
		return before.answer.With("Idempotent-Replayed", "true")
	}
	s.count++
	s.entries[n.path] = append(s.entries[n.path], entry{n.key, string(body)})
	s.record("http.effect", client, n, body)
	answer := exchange.Data(http.StatusCreated, "application/json", fmt.Appendf(nil, "{\"number\":%d}\n", s.count))
	if keyed {
		s.seen[n] = first{body, answer}
	}
	return answer
}

// record names a fact's arguments as those of redis.effect, so that a judge can count both alike.
func (s *sink) record(fact, client string, n named, body []byte) {
	s.hooks.Record(fact, client, trace.Str("command", "POST"), trace.Str("key", n.path), trace.Str("field", n.key),
		trace.Str("value", string(body)), trace.Int("txn", 0))
}

// get lists what a path holds, in order.
func (s *sink) get(path string) exchange.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	held, ok := s.entries[path]
	if !ok {
		return exchange.Text(http.StatusNotFound, "Not found")
	}
	list, err := json.Marshal(held)
	if err != nil {
		panic("http: list entries: " + err.Error()) // strings can be marshalled
	}
	return exchange.Data(http.StatusOK, "application/json", append(list, '\n'))
}
