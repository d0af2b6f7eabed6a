package direct

import (
	"strings"
	"testing"
)

// TestUsage holds the exit status and the message of wrong arguments, which no restart cures.
func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
		says   string
	}{
		{"--help", 0, "--batch.max_records"},
		{"", 2, "--topic: is required"},
		{"--topic t extra", 2, `unexpected argument "extra"`},
		{"--topic t --sink.kind sql", 2, "--sink.kind: want one of redis-append, "},
		{"--topic t --start now", 2, "--start: want earliest, latest, stored, a time"},
		{"--topic t --batch.poll_interval soon", 2, `invalid argument "soon" for "--batch.poll_interval" flag: want a duration, have "soon"`},
		{"--topic t --colour", 2, "unknown flag: --colour"},
		{"--config missing.yaml", 2, "open missing.yaml: no such file or directory"},
	} {
		var said strings.Builder
		if status := Run(t.Context(), strings.Fields(c.args), "v1", &said, nil); status != c.status {
			t.Errorf("%q: exit status %d, want %d", c.args, status, c.status)
		}
		if !strings.Contains(said.String(), c.says) {
			t.Errorf("%q: said %q, want %q in it", c.args, said.String(), c.says)
		}
	}
}
