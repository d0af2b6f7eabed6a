package network

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/wasi"
)

var update = flag.Bool("update", false, "write the stories as they now go")

// storyConfig has one latency and a small window, so that a story is easy to follow.
var storyConfig = Config{LatencyMin: 100_000, LatencyMax: 100_000, SplitPercent: -1, Window: 10}

// TestStories replays testdata: a line is a command, "=> " its answer, an indented line what arrived meanwhile.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := retell(string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("the story goes otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

func retell(story string) string {
	s := newStage(storyConfig, 1)
	var b strings.Builder
	for line := range strings.Lines(story) {
		command := strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(command, "=>"), strings.HasPrefix(command, "  "):
			continue
		case command == "", strings.HasPrefix(command, "#"):
			b.WriteString(line)
			continue
		}
		b.WriteString(command + "\n" + s.do(command))
	}
	return b.String()
}

// do carries out one command and returns the lines that follow it in the story.
func (s *stage) do(command string) string {
	f := strings.Fields(command)
	s.told = ""
	if answer := s.command(f[0], f[1:]); answer != "" {
		return "=> " + answer + "\n"
	}
	return s.told
}

func (s *stage) command(verb string, f []string) string {
	switch verb {
	case "run":
		for len(s.wire.queue) > 0 {
			s.run(s.wire.queue[0].at)
		}
	case "wait":
		d, err := time.ParseDuration(f[0])
		if err != nil {
			panic(err)
		}
		s.run(s.now + int64(d))
	case "block":
		s.net.Block(f[0], f[1])
	case "open":
		s.net.Open(s.now, f[0], f[1], s.wire)
	case "reset":
		return fmt.Sprintf("%d connections", s.net.Reset(s.now, f[0], f[1], s.wire))
	case "refuse", "admit":
		s.net.Refuse(f[0], verb == "refuse")
	case "power-off":
		s.net.PowerOff(f[0])
	case "power-on":
		s.net.PowerOn(s.now, f[0], s.wire)
	case "listen", "dial":
		return s.begin(verb, f)
	default:
		return s.use(verb, f)
	}
	return ""
}

// begin is "listen l server:80" or "dial c client server:80".
func (s *stage) begin(verb string, f []string) string {
	if verb == "dial" {
		from := slices.Index(hostNames, f[1])
		s.names[f[0]], _ = s.net.Dial(s.now, int32(from), hostIP(from), address(f[2]), f[0], s.wire)
		return ""
	}
	at := address(f[1])
	id, e := s.net.Listen(int32(at.IP[3]-1), at)
	if e == wasi.OK {
		s.names[f[0]] = id
	}
	return errnoName(e)
}

func (s *stage) use(verb string, f []string) string {
	name := f[len(f)-1]
	if verb == "send" || verb == "receive" {
		name = f[0]
	}
	id, ok := s.names[name]
	if !ok {
		return "no endpoint " + name
	}
	switch verb {
	case "accept": // accept s from l
		conn, e := s.net.Accept(id)
		if e == wasi.OK {
			s.names[f[0]] = conn
		}
		return errnoName(e)
	case "send":
		n, e := s.net.Send(s.now, id, []byte(f[1]), s.wire)
		return fmt.Sprintf("%d bytes, %s", n, errnoName(e))
	case "receive":
		max, err := strconv.Atoi(f[1])
		if err != nil {
			panic(err)
		}
		b := make([]byte, max)
		n, e := s.net.Receive(s.now, id, b, s.wire)
		return fmt.Sprintf("%q, %s", b[:n], errnoName(e))
	case "shutdown":
		return errnoName(s.net.ShutdownWrite(s.now, id, s.wire))
	case "close":
		s.net.Close(s.now, id, s.wire)
		return ""
	case "look":
		return fmt.Sprintf("readable %v, writable %v, dial %s",
			s.net.Readable(id), s.net.Writable(id), errnoName(s.net.DialError(id)))
	}
	panic("unknown command " + verb)
}
