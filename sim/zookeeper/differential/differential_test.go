// Package differential holds the server of sim/zookeeper against the real one: random clients do the same to both, and
// every frame, the order of the frames on each connection, and every end of a connection must be the same.
//
// A few things are kept out because the real server does not decide them itself. Two clients never act at the same
// time, as the order of their requests is a race; nothing is sent behind what ends a connection, as the server may have
// read it already or not; no session expires and nothing is cleaned up by the clock. No container and no znode with a
// TTL is made with an ephemeral flag: the real server gives it no owner, but lets nothing be created below it until the
// request has been answered, which depends on how far its threads are.
package differential

import (
	"flag"
	"fmt"
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/original"
)

const (
	variable     = "ONCEOVER_DIFFERENTIAL" // how many operations are compared at least
	fewest       = 2000
	superDigest  = "super:D/InIHSb7yEEbrWz8b9l71RjZJU=" // super:test
	shortSession = 2 * time.Minute                      // no case takes that long
	longSession  = 10 * time.Minute
	cleaning     = 24 * time.Hour // which no run sees
)

// TestLikeTheOriginal runs where package original may start the real server.
func TestLikeTheOriginal(t *testing.T) {
	wanted := fewest
	if text, ok := os.LookupEnv(variable); ok {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s: %v", variable, err)
		}
		wanted = n
	}
	theirs := original.Start(t, original.Options{
		MinSessionTimeout: shortSession, MaxSessionTimeout: longSession,
		Settings: map[string]string{"forceSync": "no"},
		Properties: map[string]string{
			"zookeeper.extendedTypesEnabled":                     "true",
			"zookeeper.DigestAuthenticationProvider.superDigest": superDigest,
			"znode.container.checkIntervalMs":                    fmt.Sprint(cleaning.Milliseconds()),
		},
	})
	p := newPair("ours", serve(t, zookeeper.Hooks{}), "the real one", theirs)
	compare(t, wanted, func(draw *rapid.T) bool {
		if err := tell(t, draw, p); err != nil {
			draw.Log(err)
			draw.Fatal("the two servers differ") // always the same words, by which rapid knows a smaller case for the same failure
		}
		return p.failed || p.tally[operations] < wanted // once one has failed, rapid looks for a smaller one
	})
	t.Logf("%d cases on both:\n%v", p.cases, p.tally)
}

// serve runs our server on a loopback port.
func serve(t testing.TB, hooks zookeeper.Hooks) string {
	t.Helper()
	return serveOn(t, hooks, func(l net.Listener) net.Listener { return l })
}

// serveOn is serve on what is made of the listener.
func serveOn(t testing.TB, hooks zookeeper.Hooks, made func(net.Listener) net.Listener) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := zookeeper.NewServer(zookeeper.Config{
		MinSessionTimeout: shortSession, MaxSessionTimeout: longSession, ExtendedTypes: true, SuperDigest: superDigest,
		CheckInterval: cleaning,
	}, hooks)
	t.Cleanup(func() { s.Close() })
	go s.Serve(made(l))
	return l.Addr().String()
}

// compare draws cases until one says that it was enough. There are never more than operations.
func compare(t *testing.T, operations int, more func(*rapid.T) bool) {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	before := checks.Value.String()
	defer checks.Value.Set(before)
	if err := checks.Value.Set(strconv.Itoa(operations)); err != nil {
		t.Fatal(err)
	}
	enough := false
	rapid.Check(t, func(draw *rapid.T) { enough = enough || !more(draw) })
}
