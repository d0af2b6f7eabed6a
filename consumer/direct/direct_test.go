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
		{"-help", 0, "-max-records-per-batch"},
		{"", 2, "flag -topic is required"},
		{"--topic t extra", 2, `unexpected argument "extra"`},
		{"--topic t --sink file", 2, `flag -sink: want append, keyed or transaction, have "file"`},
		{"--topic t --start now", 2, `flag -start: want earliest or latest, have "now"`},
		{"--topic t --poll-interval soon", 2, `invalid value "soon" for flag -poll-interval`},
		{"--topic t --colour", 2, "flag provided but not defined: -colour"},
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
