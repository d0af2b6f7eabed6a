package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
)

// lockRedis gives the world a Redis behind TLS, with a user and a password for the default one, and returns the flags that
// trust it.
func (w *world) lockRedis(t *testing.T) []string {
	t.Helper()
	config, ca := identity(t)
	redis, err := miniredis.RunTLS(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(redis.Close)
	redis.RequireUserAuth("u", "secret")
	redis.RequireAuth("default secret")
	w.redis = redis
	return []string{"--sink.redis.tls.ca", ca}
}

// TestLockedRedis writes to a Redis behind TLS and a password, in a database of its own, with every kind of sink, and sees the
// offsets that are there; and meets it with the wrong authority, without TLS, and with no password or a wrong one.
func TestLockedRedis(t *testing.T) {
	w := newWorld(t)
	trust := w.lockRedis(t)
	_, other := identity(t)
	as := func(more ...string) []string { return append(slices.Clone(trust), more...) }
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	user := as("--sink.redis.user", "u", "--sink.redis.password_file", password, "--sink.redis.database", "3")
	w.fill(t)
	for _, kind := range []string{"redis-append", "redis-keyed", "redis-transaction"} {
		flags := slices.Concat(user, []string{"--sink.kind", kind, "--group", kind})
		if status, said := w.handle(t, partitions*perPartition, flags...); status != 0 {
			t.Fatalf("%s: exit status %d: %s", kind, status, said)
		}
		if got := w.tell(t, 0, "lag", flags...); !strings.Contains(got, "\n0 records in all\n") {
			t.Errorf("%s: %s", kind, got)
		}
	}
	// The first two wrote to keys of their own, and both others to the same lists.
	if in0, in3 := len(w.redis.DB(0).Keys()), len(w.redis.DB(3).Keys()); in0 != 0 || in3 <= partitions*(perPartition+1) {
		t.Errorf("%d keys in database 0, %d in database 3", in0, in3)
	}
	if status, said := w.handle(t, 1, as("--sink.redis.password", "default secret", "--group", "default")...); status != 0 {
		t.Errorf("exit status %d: %s", status, said)
	}
	for _, c := range []struct {
		flags []string
		says  string
	}{
		{[]string{"--sink.redis.tls.ca", other, "--sink.redis.password", "default secret"}, "tls: failed to verify certificate: x509: "},
		{[]string{"--sink.redis.password", "default secret"}, "EOF"},
		{trust, "NOAUTH Authentication required."},
		{as("--sink.redis.user", "u", "--sink.redis.password", "guess"), "WRONGPASS invalid username-password pair"},
		{as("--sink.redis.password", "secret"), "WRONGPASS invalid username-password pair"},
	} {
		status, said := w.handle(t, 1, append(c.flags, "--group", "locked")...)
		if _, err, _ := strings.Cut(said, "direct: "); status != 1 || !strings.Contains(err, c.says) || strings.Contains(said, "guess") {
			t.Errorf("%v: exit status %d, said\n%s, want\n%s", c.flags, status, said, c.says)
		}
	}
}

// TestRedisLog finds all that is said in the log, also what the client of Redis has to say.
func TestRedisLog(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	gone := miniredis.RunT(t)
	address := gone.Addr()
	gone.Close()
	status, said := w.handle(t, 1, "--log.format", "json", "--sink.address", address)
	if status != 1 {
		t.Errorf("exit status %d", status)
	}
	reported := false
	for line := range strings.Lines(said) {
		if strings.HasPrefix(line, "direct: ") {
			break // is the error, which is the last to be said
		}
		var entry struct{ Msg, What, Group string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("%q: %v", line, err)
		}
		reported = reported || entry.Msg == "the redis client reports" && strings.Contains(entry.What, "connection refused") && entry.Group == "g"
	}
	if !reported {
		t.Errorf("the client's report is not among\n%s", said)
	}
}
