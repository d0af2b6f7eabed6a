package network

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/wasi"
)

// genCommands are lines as stories have them, on few names so that they meet.
var genCommands = rapid.SliceOfN(rapid.SampledFrom([]string{
	"listen l server:80", "dial c client server:80", "dial d other server:80", "dial c client server:80", "accept s from l", "accept t from l",
	"send c hello", "send c world!", "send s question", "send d more", "send t text", "receive c 3", "receive s 5", "receive d 100", "receive t 1",
	"shutdown c", "shutdown s", "close c", "close s", "close d", "close l", "look c", "look s", "look d", "look t",
	"wait 50us", "wait 300us", "wait 1ms", "wait 1ms", "block client server", "block server client", "open client server", "open server client",
	"reset server client", "refuse server", "admit server", "power-off server", "power-on server", "power-off client", "power-on client",
}), 0, 40)

// play carries out the commands and returns the transcript; another stage acts between them.
func (s *stage) play(commands []string, between func(i int)) (transcript []string) {
	for i, command := range append(slices.Clone(commands), "run") {
		transcript = append(transcript, command, s.do(command))
		between(i)
	}
	return transcript
}

func TestCopyHasTheSameFuture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage(Config{Window: 24, SplitPercent: 50}, rapid.Uint64().Draw(t, "seed"))
		past := append([]string{"listen l server:80", "dial c client server:80", "wait 1ms", "accept s from l"}, genCommands.Draw(t, "past")...)
		for _, command := range past {
			s.do(command)
		}
		one, two := s.copy(), s.copy()
		future, other := genCommands.Draw(t, "future"), genCommands.Draw(t, "other future")
		want := one.play(future, func(int) {})
		got := two.play(future, func(i int) {
			if i < len(other) {
				s.do(other[i])
			}
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("a copy is not independent (-alone +beside the original):\n%s", diff)
		}
	})
}

// TestCopyOfUnreadBytes appends to the same unread bytes on both sides, where spare capacity could be shared.
func TestCopyOfUnreadBytes(t *testing.T) {
	a := newStage(Config{Window: 100, SplitPercent: -1}, 1)
	for _, command := range []string{"listen l server:80", "dial c client server:80", "run", "accept s from l", "send c hello", "run"} {
		a.do(command)
	}
	b := a.copy()
	a.do("send c A")
	b.do("send c B")
	a.do("run")
	b.do("run")
	if got, want := a.do("receive s 100"), "=> \"helloA\", ok\n"; got != want {
		t.Errorf("the original answers %s, want %s", got, want)
	}
}

func TestEphemeralPortsComeAround(t *testing.T) {
	s := newStage(storyConfig, 1)
	first, _ := s.net.Dial(0, 7, hostIP(0), address("server:80"), "first", s.wire)
	kept, _ := s.net.Ends(first)
	const rounds = 1<<16 - firstEphemeral
	for range rounds {
		id, _ := s.net.Dial(0, 8, hostIP(0), address("server:80"), "later", s.wire)
		if local, _ := s.net.Ends(id); local.Port < firstEphemeral || local == kept {
			t.Fatalf("port %d, while %d is in use", local.Port, kept.Port)
		}
		s.net.Close(0, id, s.wire)
	}
	if got, _ := s.net.DialFrom(kept); got != 7 {
		t.Errorf("%v belongs to process %d, want 7", kept, got)
	}
}

// A host whose connections were never closed runs out of ports, as a real one does.
func TestPortsRunOut(t *testing.T) {
	n := New(Config{})
	n.AddHost(hostIP(0), "client")
	var last wasi.Errno
	dials := 0
	for last == wasi.OK {
		_, last = n.Dial(0, 1, hostIP(0), address("server:80"), "leak", &wire{draws: map[string]*rand.PCG{}})
		dials++
	}
	if last != wasi.EADDRNOTAVAIL || dials != 1<<16-firstEphemeral+1 {
		t.Errorf("dial %d: %v", dials, last)
	}
}
