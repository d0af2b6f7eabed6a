package consumer

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drawer keeps dead letters.
type drawer struct {
	m       *memory
	letters []DeadLetter
	fail    error
}

func (d *drawer) Write(_ context.Context, letters []DeadLetter) error {
	d.m.note("%d dead letters", len(letters))
	d.letters = append(d.letters, letters...)
	return d.fail
}

// TestPoison cannot process two records: they are tried as often as is allowed, kept before the batch is written, and
// passed over; replayed, they have the results that they would have had.
func TestPoison(t *testing.T) {
	_, client := newTopic(t, 1)
	fill(t, client, 1, 0, 7)
	m := newMemory()
	attempts, broken := 0, errors.New("broken")
	process := func(r Record) ([]byte, error) {
		if attempts++; r.Offset == 2 || r.Offset == 5 {
			return nil, broken
		}
		return r.Value, nil
	}
	d := &drawer{m: m}
	c := config(client, m)
	c.Process, c.DeadLetters, c.MaxAttempts = process, d, 3
	var told []int64
	c.Hooks.DeadLetter = func(l DeadLetter) { told = append(told, l.Offset) }
	if err := Run(m.until(t, 7), c); err != nil {
		t.Fatal(err)
	}
	want := []string{"store [t/0 [-1, 0)]", "2 dead letters", "write [t/0 [0, 7)]: 5 results", "store [t/0 [0, 7)]"}
	if diff := cmp.Diff(want, m.events); diff != "" {
		t.Error(diff)
	}
	if attempts != 11 || len(d.letters) != 2 || d.letters[1].Attempts != 3 || d.letters[1].Cause != "broken" || len(told) != 2 {
		t.Errorf("%d attempts, letters %v, told %v", attempts, d.letters, told)
	}
	again, err := Replay(t.Context(), d.letters, func(r Record) ([]byte, error) {
		if r.Offset == 5 {
			return nil, broken
		}
		return r.Value, nil
	}, sink{m})
	if err != nil || len(again) != 1 || again[0].Offset != 5 || again[0].Attempts != 4 {
		t.Errorf("replay: %v, error %v", again, err)
	}
	if got := m.written[Partition{"t", 0}]; len(got) != 6 || got[5] != "0-2" {
		t.Errorf("written %v", got)
	}
}

// TestDeadLettersFail cannot keep a poison record: nothing is written, nothing is stored.
func TestDeadLettersFail(t *testing.T) {
	_, client := newTopic(t, 1)
	fill(t, client, 1, 0, 7)
	m := newMemory()
	full := errors.New("full")
	c := config(client, m)
	c.Process = func(Record) ([]byte, error) { return nil, errors.New("broken") }
	c.DeadLetters = &drawer{m: m, fail: full}
	if err := Run(t.Context(), c); !errors.Is(err, full) {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff([]string{"store [t/0 [-1, 0)]", "7 dead letters"}, m.events); diff != "" {
		t.Error(diff)
	}
}
