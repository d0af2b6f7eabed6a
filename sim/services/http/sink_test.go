package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/services/exchange"
	"github.com/onceover/onceover/sim/trace"
)

// A world stands in for the simulator: it keeps what the service reports, and drops the connection where it is told to.
type world struct {
	mu     sync.Mutex
	points []string
	facts  []string
	drop   string // "applied http.post", once
}

func (w *world) point(stage guest.Stage, op, _ string, args ...trace.Arg) guest.Verdict {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := string(stage) + " " + op
	w.points = append(w.points, at+format(args))
	if at == w.drop {
		w.drop = ""
		return guest.Verdict{Action: guest.Drop}
	}
	return guest.Verdict{}
}

func (w *world) record(name, client string, args ...trace.Arg) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if client == "" {
		panic("a fact of nobody")
	}
	w.facts = append(w.facts, name+format(args))
}

func format(args []trace.Arg) string {
	var b strings.Builder
	for _, a := range args {
		b.WriteString(" " + a.String())
	}
	return b.String()
}

func (w *world) seen() (points, facts []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.points), slices.Clone(w.facts)
}

func start(t *testing.T, honour bool, reject string) (w *world, url string) {
	t.Helper()
	w = &world{}
	hooks := guest.Hooks{Point: w.point, Record: w.record}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go (&exchange.Server{Hooks: hooks, Service: newSink(hooks, honour, reject).service, Broken: "http.unknown"}).Serve(l)
	return w, "http://" + l.Addr().String()
}

// do sends a request on a connection of its own, and gives status, body, and Replayed if an answer was given again.
func do(t *testing.T, method, url, key, body string) string {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	c := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := c.Do(r)
	if err != nil {
		return err.Error()[strings.LastIndex(err.Error(), " ")+1:]
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprint(answer.StatusCode, " ", strings.TrimSpace(string(text)))
	if answer.Header.Get("Idempotent-Replayed") == "true" {
		said += " again"
	}
	return said
}

func fact(name, path, key, value string) string {
	return fmt.Sprintf("%s command=\"POST\" key=%q field=%q value=%q txn=0", name, path, key, value)
}

func TestKeys(t *testing.T) {
	for _, tt := range []struct {
		name   string
		honour bool
		steps  [][4]string // path, key, body, answer
		facts  []string
	}{
		{"honoured", true, [][4]string{
			{"/r", "k1", "a", `201 {"number":1}`}, {"/r", "k1", "a", `201 {"number":1} again`}, {"/r", "k2", "b", `201 {"number":2}`},
			{"/r", "k1", "other", "422 The key was used for another body"}, {"/s", "k1", "a", `201 {"number":3}`},
		}, []string{
			fact("http.effect", "/r", "k1", "a"), fact("http.repeated", "/r", "k1", "a"), fact("http.effect", "/r", "k2", "b"), fact("http.effect", "/s", "k1", "a"),
		}},
		{"ignored", false, [][4]string{{"/r", "k1", "a", `201 {"number":1}`}, {"/r", "k1", "a", `201 {"number":2}`}},
			[]string{fact("http.effect", "/r", "k1", "a"), fact("http.effect", "/r", "k1", "a")}},
		{"missing", true, [][4]string{{"/r", "", "a", `201 {"number":1}`}, {"/r", "", "a", `201 {"number":2}`}},
			[]string{fact("http.effect", "/r", "", "a"), fact("http.effect", "/r", "", "a")}},
		{"rejected", true, [][4]string{{"/r", "k1", "a poison", "422 Rejected"}, {"/r", "k1", "a", `201 {"number":1}`}},
			[]string{fact("http.effect", "/r", "k1", "a")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, url := start(t, tt.honour, "poison")
			for _, s := range tt.steps {
				if got := do(t, "POST", url+s[0], s[1], s[2]); got != s[3] {
					t.Errorf("POST %s %s %q: %s, want %s", s[0], s[1], s[2], got, s[3])
				}
			}
			if _, facts := w.seen(); !slices.Equal(facts, tt.facts) {
				t.Errorf("facts (-want +got):\n%s", cmp.Diff(tt.facts, facts))
			}
		})
	}
}

// TestLostAnswerIsGivenAgain is what keys are for: the first request was applied, and its answer was lost.
func TestLostAnswerIsGivenAgain(t *testing.T) {
	w, url := start(t, true, "")
	w.drop = "applied http.post"
	if got := do(t, "POST", url+"/r", "k", "a"); got != "EOF" {
		t.Errorf("the first request is answered %s", got)
	}
	if got := do(t, "POST", url+"/r", "k", "a"); got != `201 {"number":1} again` {
		t.Errorf("the second request is answered %s", got)
	}
	points, facts := w.seen()
	const args = ` path="/r" key="k"`
	want := []string{"received http.post" + args, "applied http.post" + args, "received http.post" + args, "applied http.post" + args}
	if diff := cmp.Diff(want, points[:min(len(points), 4)]); diff != "" { // the last point may come after its answer
		t.Errorf("points (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{fact("http.effect", "/r", "k", "a"), fact("http.repeated", "/r", "k", "a")}, facts); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

func TestGetListsWhatWasPosted(t *testing.T) {
	_, url := start(t, true, "")
	do(t, "POST", url+"/r", "k", "a")
	do(t, "POST", url+"/r", "", "b\x00c")
	r, err := http.Get(url + "/r")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var held []entry
	if err := json.NewDecoder(r.Body).Decode(&held); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]entry{{"k", "a"}, {"", "b\x00c"}}, held); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestOtherRequests(t *testing.T) {
	w, url := start(t, true, "")
	for _, tt := range [][4]string{
		{"GET", "/empty", "", "404 Not found"},
		{"PUT", "/r", "", "405 Method not allowed"},
		{"POST", "/r", strings.Repeat("k", maxArg+1), "400 Path or key too long"},
		{"POST", "/" + strings.Repeat("r", maxArg), "", "400 Path or key too long"},
	} {
		if got := do(t, tt[0], url+tt[1], tt[2], "a"); got != tt[3] {
			t.Errorf("%s %.9s: %s, want %s", tt[0], tt[1], got, tt[3])
		}
	}
	if _, facts := w.seen(); facts != nil {
		t.Errorf("facts %q", facts)
	}
}
