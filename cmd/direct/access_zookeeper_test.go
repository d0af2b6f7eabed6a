package main

import (
	"crypto/tls"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/sim/zookeeper"
)

// lockZooKeeper gives the world an ensemble behind TLS, and returns the flags that trust it.
func (w *world) lockZooKeeper(t *testing.T) []string {
	t.Helper()
	config, ca := identity(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.server = zookeeper.NewServer(zookeeper.Config{}, zookeeper.Hooks{})
	go w.server.Serve(tls.NewListener(listener, config))
	t.Cleanup(func() { w.server.Close() })
	w.zookeeper = listener.Addr().String()
	return []string{"--zookeeper.tls.ca", ca}
}

// TestLockedZooKeeper keeps offsets in an ensemble behind TLS, under a password, and under an ACL that lets nobody else
// look; and meets it with the wrong authority, without TLS, and with the wrong password.
func TestLockedZooKeeper(t *testing.T) {
	w := newWorld(t)
	trust := w.lockZooKeeper(t)
	_, other := identity(t)
	as := func(digest string) []string { return append([]string{"--zookeeper.digest", digest}, trust...) }
	secretly := []string{"--zookeeper.acl", "auth::cdrwa", "--group", "secret"}
	w.produce(t, &kgo.Record{Value: []byte("v")})
	for _, flags := range [][]string{as("u:right"), append(as("u:right"), secretly...)} {
		if status, said := w.handle(t, 1, flags...); status != 0 {
			t.Fatalf("%v: exit status %d: %s", flags, status, said)
		}
	}
	for _, c := range []struct {
		flags []string
		says  string // an expression
	}{
		{[]string{"--zookeeper.tls.ca", other}, "tls: failed to verify certificate: x509: "},
		{nil, "no answer of zookeeper " + w.zookeeper + " within 700ms|could not connect to a server"}, // whichever comes first
		{as("u:wrong"), "create /consumers/g/ids/g_.*: zk: not authenticated"},
		{append(as("u:wrong"), secretly...), "list /consumers/secret/ids: zk: not authenticated"},
		{append(slices.Clone(trust), secretly[2:]...), "list /consumers/secret/ids: zk: not authenticated"},
	} {
		status, said := w.handle(t, 1, append(c.flags, impatient...)...)
		_, err, _ := strings.Cut(said, "direct: ")
		if status != 1 || !regexp.MustCompile(c.says).MatchString(err) {
			t.Errorf("%v: exit status %d, said\n%s, want\n%s", c.flags, status, err, c.says)
		}
	}
	if got := w.tell(t, 0, "offsets show", as("u:wrong")...); !strings.Contains(got, "2       1  ") {
		t.Errorf("whoever knows another password may look:\n%s", got)
	}
}

// TestSmallRequests keeps offsets in an ensemble that takes smaller requests than the default.
func TestSmallRequests(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	w.server, w.zookeeper = newZooKeeper(t, zookeeper.Config{MaxFrame: 1000})
	if said, status := w.consume(t, perPartition, impatient...); status != 1 {
		t.Errorf("with the default: exit status %d: %s", status, said)
	}
	if said, status := w.consume(t, perPartition, "--zookeeper.request_max", "999"); status != 0 {
		t.Errorf("exit status %d: %s", status, said)
	}
}
