package direct

import (
	"strings"
	"testing"

	"github.com/onceover/onceover/consumer"
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

// TestResult holds the form of the program's output.
func TestResult(t *testing.T) {
	got, err := describe("v2", consumer.Record{Partition: consumer.Partition{Topic: "t", ID: 2}, Offset: 17, Value: []byte("rec-2-000017..")})
	want := `{"version":"v2","topic":"t","partition":2,"offset":17,"value":"rec-2-000017.."}`
	if err != nil || string(got) != want {
		t.Errorf("result %s, error %v, want %s", got, err, want)
	}
}
