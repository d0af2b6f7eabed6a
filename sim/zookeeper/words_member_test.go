package zookeeper

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// TestWordsReset holds what crst and srst forget, and that the words themselves are counted.
func TestWordsReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := scene(t)
		door.ask(t, "crst")
		door.ask(t, "srst")
		cons := strings.Split(door.ask(t, "cons"), "\n")
		want := " /10.0.0.8:1[1](queued=0,recved=0,sent=0,sid=0x1dc6acfac000000,lop=NA,est=946684800000,to=4000," +
			"lzxid=0xffffffffffffffff,lresp=0,llat=0,minlat=0,avglat=0,maxlat=0)"
		if cons[0] != want {
			t.Errorf("got  %s\nwant %s", cons[0], want)
		}
		time.Sleep(50 * time.Millisecond) // of the bubble: the answer that was held back is sent
		srvr := strings.Split(door.ask(t, "srvr"), "\n")
		if got := strings.Join(srvr[1:4], ", "); got != "Latency min/avg/max: 30/30.0/30, Received: 2, Sent: 3" {
			t.Error(got)
		}
		cons = strings.Split(door.ask(t, "cons"), "\n")
		if !strings.Contains(cons[1], "llat=30,minlat=30,avglat=30,maxlat=30") {
			t.Errorf("a minimum of 0 is left after crst: %s", cons[1])
		}
	})
}

// TestWordsAreRefused holds the whitelist: srvr is always on it, and names that are no words do no harm.
func TestWordsAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, doors := doorways(t, Config{Words: []string{" isro", "nope", ""}}, Hooks{})
		refused := func(word string) string { return word + " is not executed because it is not in the whitelist.\n" }
		for word, want := range map[string]string{
			"isro": "rw", "ruok": refused("ruok"), "stmk": refused("stmk"), "nope": "",
			"\xff\xf4\xff\xfd": refused("telnet close"),
		} {
			if got := doors[0].ask(t, word); got != want {
				t.Errorf("%q: %q, want %q", word, got, want)
			}
		}
		if got := doors[0].ask(t, "srvr"); !strings.HasPrefix(got, banner) {
			t.Error(got)
		}
	})
}

// TestTraceMask is kept although it means nothing, and what follows a word is not answered.
func TestTraceMask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, doors := doorways(t, Config{Words: []string{"*"}}, Hooks{})
		for _, word := range []string{"stmk\x00\x00\x00\x00\x00\x00\x01\x07", "gtmk"} {
			if got := doors[0].ask(t, word); got != "263" {
				t.Errorf("%q: %s", word, got)
			}
		}
		short := doors[0].enter(t, "10.0.0.6:3")
		short.Write([]byte("stmk\x00"))
		short.Close()
	})
}

// TestWordAfterConnect is the length of a frame that is too large.
func TestWordAfterConnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, doors := doorways(t, Config{Words: []string{"*"}}, Hooks{})
		c := doors[0].session(t, "10.0.0.8:1")
		c.Conn.Write([]byte("ruok"))
		if frame, err := c.Frame(); err == nil {
			t.Errorf("got %q", frame)
		}
	})
}

// TestWordsOfMembers holds what each member tells of itself, and what one tells that serves nobody.
func TestWordsOfMembers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, doors := doorways(t, Config{Members: 3, Words: []string{"*"}}, Hooks{})
		c := doors[0].session(t, "10.0.0.8:1")
		must[wire.Reply](t)(c.Do(&wire.Request{Op: wire.OpPing}))
		has := func(member int, word string, lines ...string) {
			t.Helper()
			got := strings.Split(doors[member].ask(t, word), "\n")
			for _, line := range lines {
				if !slices.Contains(got, line) {
					t.Errorf("%s of member %d lacks %q:\n%s", word, member, line, strings.Join(got[:min(len(got), 30)], "\n"))
				}
			}
		}
		has(0, "srvr", "Mode: follower", "Zxid: 0x100000001", "Received: 3", "Sent: 2", "Connections: 2")
		has(0, "dump", "Global Sessions(1):", "0x1dc6acfac000000\t4000ms")
		has(0, "mntr", "zk_server_state\tfollower", "zk_peer_state\tfollowing - broadcast", "zk_quorum_size\t3")
		has(2, "srvr", "Mode: leader", "Received: 1", "Sent: 0", "Connections: 1", "Proposal sizes last/min/max: -1/-1/-1")
		has(2, "dump", "Session Sets (1)/(1):")
		has(2, "mntr", "zk_peer_state\tleading - broadcast", "zk_synced_followers\t2", "zk_packets_received\t3")
		has(2, "conf", "serverId=3")
		has(1, "srvr", "Mode: follower", "Received: 1")
		s.Elect(1, time.Second)
		for word, want := range map[string]string{
			"ruok": "imok", "gtmk": "306", "isro": "null", "hash": idle, "srvr": idle + "\n", "crst": idle + "\n",
		} {
			if got := doors[1].ask(t, word); got != want {
				t.Errorf("%s of one that does not serve: %q, want %q", word, got, want)
			}
		}
		time.Sleep(time.Second)
		has(1, "srvr", "Mode: leader", "Received: 1", "Sent: 0")
		has(1, "mntr", "zk_uptime\t0")
	})
}

func TestMeanLatency(t *testing.T) {
	for want, l := range map[string]latency{
		"0.0": {}, "3.8462": {total: 50, count: 13}, "0.1667": {total: 1, count: 6}, "12.5": {total: 25, count: 2},
		"2.0": {total: 199999, count: 100000}, "1.0001": {total: 10001, count: 10000},
	} {
		if got := l.mean(); got != want {
			t.Errorf("%d in %d requests: %s, want %s", l.total, l.count, got, want)
		}
	}
}

// TestWordsOfReadOnlyMember is a member that has lost its quorum and serves who only reads.
func TestWordsOfReadOnlyMember(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, doors := doorways(t, Config{Members: 2, ReadOnlyMode: true}, Hooks{})
		s.Stop(1, 0)
		time.Sleep(time.Minute) // of the bubble: the member looks for a leader first
		srvr := doors[0].ask(t, "srvr")
		for _, want := range []string{banner + "READ-ONLY mode; serving only read-only clients\n", "Mode: read-only\n"} {
			if !strings.Contains(srvr, want) {
				t.Errorf("no %q in\n%s", want, srvr)
			}
		}
		if got := doors[0].ask(t, "isro"); got != "ro" {
			t.Error(got)
		}
	})
}
