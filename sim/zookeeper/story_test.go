package zookeeper

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

var update = flag.Bool("update", false, "write what the stories give as what they should give")

// TestStories replays the transcripts in testdata/stories: the lines that begin with ">" are done, and everything
// between them is what must come of it. Each transcript is taken from a recorded case of a real ZooKeeper 3.8.0, or
// follows from one.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("stories: %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := tell(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("story went otherwise (-want +got):\n%s", d)
			}
		})
	}
}

// A teller does the lines of a story and writes down what comes of them.
type teller struct {
	t       *testing.T
	state   *State
	now     int64
	clients map[string]ClientID
	resumes map[string]wire.ConnectRequest
	out     strings.Builder
}

func tell(t *testing.T, story string) string {
	const begin = int64(1_600_000_000_000_000_000)
	config := Config{Tick: time.Second, SuperDigest: digestID([]byte("super:test")).ID, ExtendedTypes: true}
	w := &teller{
		t: t, state: NewState(config, begin), now: begin,
		clients: map[string]ClientID{}, resumes: map[string]wire.ConnectRequest{},
	}
	lines := bufio.NewScanner(strings.NewReader(story))
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "#"), line == "":
			fmt.Fprintln(&w.out, line)
		case strings.HasPrefix(line, "> "):
			fmt.Fprintln(&w.out, line)
			w.step(strings.Fields(line[2:]))
		}
	}
	return w.out.String()
}

func (w *teller) step(words []string) {
	switch words[0] {
	case "connect", "resume", "steal":
		w.connect(words)
	case "hangup":
		w.state.Disconnect(w.clients[words[1]])
	case "wait":
		d, err := time.ParseDuration(words[1])
		if err != nil {
			w.t.Fatal(err)
		}
		w.now += int64(d)
		w.effects(w.state.Advance(w.now))
	default:
		r := parseStoryRequest(w.t, words[1:])
		reply, effects := w.state.Apply(w.clients[words[0]], &r, w.now)
		w.effects(effects)
		w.reply(&reply, &effects)
	}
}

// connect does "connect a 10s", "resume b a" (b goes on with a's session) and "steal b a" (with a wrong password).
func (w *teller) connect(words []string) {
	r := wire.ConnectRequest{Timeout: 10000}
	if words[0] != "connect" {
		r = w.resumes[words[2]]
	} else if len(words) > 2 {
		d, _ := time.ParseDuration(words[2])
		r.Timeout = int32(d / time.Millisecond)
	}
	if words[0] == "steal" {
		r.Password = make([]byte, 16)
	}
	id, reply, effects, err := w.state.Connect(0, &r, "10.0.0.9", w.now)
	w.effects(effects)
	if err != nil {
		fmt.Fprintln(&w.out, "error:", err)
		return
	}
	w.clients[words[1]] = id
	w.resumes[words[1]] = wire.ConnectRequest{
		Timeout: reply.Timeout, Session: reply.Session, Password: reply.Password[:], LastZxidSeen: w.state.Zxid(0),
	}
	fmt.Fprintf(&w.out, "session %s, timeout %d ms\n", w.session(reply.Session), reply.Timeout)
}

func (w *teller) session(id int64) string {
	if id == 0 {
		return "0"
	}
	return "S" + strconv.FormatInt(id-firstSession(1, 1_600_000_000_000_000_000)+1, 10)
}

func (w *teller) name(id ClientID) string {
	for name, c := range w.clients {
		if c == id {
			return name
		}
	}
	return "?"
}

func (w *teller) effects(e Effects) {
	for _, x := range e.Sessions {
		fmt.Fprintf(&w.out, "fact: %s %s\n", x.Event, w.session(x.Session))
	}
	for _, x := range e.Writes {
		fmt.Fprintf(&w.out, "fact: %s %s %q version %d zxid %d by %s\n", x.Kind, x.Path, x.Data, x.Version, x.Zxid, w.session(x.Session))
	}
	for _, n := range e.Notifications {
		kind := map[wire.EventType]string{1: "Created", 2: "Deleted", 3: "DataChanged", 4: "ChildrenChanged"}[n.Type]
		fmt.Fprintf(&w.out, "%s is told %s %s\n", w.name(n.Client), kind, n.Path)
	}
	for _, id := range e.Closed {
		fmt.Fprintf(&w.out, "%s is hung up on\n", w.name(id))
	}
}
