package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/services/exchange"
	"github.com/onceover/onceover/sim/trace"
)

// A server is the service on a port, in a world that only notes facts, and with a clock that stands still.
type server struct {
	url   string
	clock atomic.Int64
	mu    sync.Mutex
	notes []string // points and facts
}

func start(t *testing.T) *server {
	t.Helper()
	s := &server{}
	s.clock.Store(1000)
	hooks := guest.Hooks{
		Point: func(stage guest.Stage, op, _ string, args ...trace.Arg) guest.Verdict {
			s.note(string(stage)+" "+op, args)
			return guest.Verdict{}
		},
		Record: func(name, _ string, args ...trace.Arg) { s.note("fact "+name, args) },
	}
	svc := newService(hooks)
	svc.now = s.clock.Load
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go (&exchange.Server{Hooks: hooks, Service: svc.operation, Broken: "hbase.unknown"}).Serve(l)
	s.url = "http://" + l.Addr().String()
	return s
}

func (s *server) note(text string, args []trace.Arg) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range args {
		text += " " + a.String()
	}
	s.notes = append(s.notes, text)
}

// facts are those since the last call.
func (s *server) facts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var facts []string
	for _, n := range s.notes {
		if fact, ok := strings.CutPrefix(n, "fact "); ok {
			facts = append(facts, fact)
		}
	}
	s.notes = nil
	return facts
}

// quoted is text that a story writes as it is and the interface in base64.
var quoted = regexp.MustCompile(`~[^~]*~`)

// send sends one request of a story, "METHOD path [header:value ...] [body]", and returns the answer in words. JSON is
// what is sent and wanted unless a header says otherwise.
func (s *server) send(t *testing.T, line string) string {
	t.Helper()
	head, body, _ := strings.Cut(line, " | ")
	words := strings.Fields(head)
	body = quoted.ReplaceAllStringFunc(body, func(q string) string {
		return `"` + base64.StdEncoding.EncodeToString([]byte(q[1:len(q)-1])) + `"`
	})
	r, err := http.NewRequest(words[0], s.url+words[1], strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", jsons)
	r.Header.Set("Content-Type", jsons)
	for _, h := range words[2:] {
		key, value, _ := strings.Cut(h, "=")
		r.Header.Set(key, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return s.words(answer, string(text))
}

func (s *server) words(answer *http.Response, body string) string {
	said := []string{fmt.Sprint(answer.StatusCode)}
	for _, key := range []string{"Location", "X-Row", "X-Column", "X-Timestamp"} {
		if v := answer.Header.Get(key); v != "" {
			said = append(said, key+"="+strings.TrimPrefix(v, s.url))
		}
	}
	var set cellSet
	if answer.Header.Get("Content-Type") == jsons && strings.HasPrefix(body, `{"Row"`) && json.Unmarshal([]byte(body), &set) == nil {
		for _, r := range set.Rows {
			said = append(said, string(r.Key))
			for _, c := range r.Cells {
				said = append(said, fmt.Sprintf("%s@%d=%s", c.Column, int64(c.Timestamp), c.Value))
			}
		}
		return strings.Join(said, " ")
	}
	if body != "" {
		said = append(said, strings.ReplaceAll(strings.TrimSpace(body), "\r\n", " / "))
	}
	return strings.Join(said, " ")
}

// TestStories tells each story of testdata. A line that begins with > is a request, and the one behind it is its answer;
// "wait 5s" moves the clock, which begins at a second and stands still otherwise; "facts" is followed by what was recorded.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			t.Run(f.Name, func(t *testing.T) {
				want := strings.TrimSuffix(string(f.Data), "\n")
				if diff := cmp.Diff(want, start(t).retell(t, want)); diff != "" {
					t.Errorf("story (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func (s *server) retell(t *testing.T, story string) string {
	t.Helper()
	var told []string
	for line := range strings.SplitSeq(story, "\n") {
		switch {
		case strings.HasPrefix(line, "> "):
			told = append(told, line, s.send(t, line[2:]))
		case strings.HasPrefix(line, "wait "):
			d, err := time.ParseDuration(line[5:])
			if err != nil {
				t.Fatal(err)
			}
			s.clock.Add(d.Milliseconds())
			told = append(told, line)
		case line == "facts":
			told = slices.Concat(told, []string{line}, s.facts())
		}
	}
	return strings.Join(told, "\n")
}
