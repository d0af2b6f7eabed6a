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
	saved   *Snapshot
	out     strings.Builder
}

const storyBegin = int64(1_600_000_000_000_000_000)

func tell(t *testing.T, story string) string {
	w := &teller{
		t: t, state: NewState(storyConfig, storyBegin), now: storyBegin,
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

var storyConfig = Config{Tick: time.Second, SuperDigest: digestID("super:test").ID, ExtendedTypes: true}

func (w *teller) step(words []string) {
	switch words[0] {
	case "connect", "resume", "steal":
		w.connect(words)
	case "hangup":
		w.state.Disconnect(w.clients[words[1]])
	case "wait":
		w.now += w.duration(words[1])
		w.effects(w.state.Advance(w.now))
	case "members", "elect", "stop", "start", "lag", "save", "restore", "wipe", "expire", "servers":
		w.operate(words)
	default:
		r := parseStoryRequest(w.t, words[1:])
		reply, effects := w.state.Apply(w.clients[words[0]], &r, w.now)
		w.effects(effects)
		w.reply(words[0], &reply, &effects)
	}
}

func (w *teller) duration(word string) int64 {
	d, err := time.ParseDuration(word)
	if err != nil {
		w.t.Fatal(err)
	}
	return int64(d)
}

// session names a session by its number, in an ensemble after that of the server that opened it.
func (w *teller) session(id int64) string {
	if id == 0 {
		return "0"
	}
	server := id >> 56
	number := id - firstSession(uint8(server), storyBegin) + 1
	if len(w.state.members) == 1 {
		return "S" + strconv.FormatInt(number, 10)
	}
	return fmt.Sprintf("S%d.%d", server, number)
}

func (w *teller) name(id ClientID) string {
	for name, c := range w.clients {
		if c == id {
			return name
		}
	}
	return "?"
}
