package sinks

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

// TestTransactionOddOffset finds in Redis what is no offset, also what this package has for one that does not exist. It is
// an error that says where and what to do, and the group neither begins anew nor goes on.
func TestTransactionOddOffset(t *testing.T) {
	for _, odd := range []string{"-1", "-2", "007", "+7", " 7", "7.0", "", "seven", "\xff", "9223372036854775808"} {
		r, client := connect(t)
		sink := NewTransaction(client, "g")
		sink.pause = 0
		write(t, sink, batch(consumer.None, consumer.None, 5, 9))
		before := lists(t, r)
		r.Set("offset:g:t:1", odd)
		_, loading := sink.Load(t.Context(), []consumer.Partition{p0, p1})
		for doing, err := range map[string]error{
			"load": loading, "begin": sink.Write(t.Context(), batch(5, consumer.None, 7, 10)), "go on": sink.Write(t.Context(), batch(5, 7, 7, 10)),
		} {
			for _, part := range []string{
				"redis at " + r.Addr(), "offset:g:t:1", "is no offset in plain decimal", "set it to the next offset to read, with which position:g:t:1 begins",
			} {
				if err == nil || !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), "attempts") {
					t.Errorf("%q: %s: error %v, want %q", odd, doing, err, part)
				}
			}
		}
		if now, _ := r.Get("offset:g:t:1"); now != odd {
			t.Errorf("%q is now %q", odd, now)
		}
		if diff := cmp.Diff(before, lists(t, r)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestTransactionOddKey finds a list where an offset should be, which Redis tells as it tells of nothing.
func TestTransactionOddKey(t *testing.T) {
	r, client := connect(t)
	if _, err := r.Push("offset:g:t:1", "5"); err != nil {
		t.Fatal(err)
	}
	_, err := NewTransaction(client, "g").Load(t.Context(), []consumer.Partition{p0, p1})
	if err == nil || !strings.Contains(err.Error(), "read offset in offset:g:t:1: it is a list and no offset") {
		t.Errorf("error %v", err)
	}
}

// TestRedisSaysWhere names the address in the error of every sink whose Redis refuses, or is gone.
func TestRedisSaysWhere(t *testing.T) {
	r, client := connect(t)
	keyed, transaction := NewKeyed(client), NewTransaction(client, "g")
	keyed.pause, transaction.pause = 0, 0
	where := "redis at " + r.Addr() + ", database 0: "
	refusals := func() {
		t.Helper()
		for _, s := range []consumer.Sink{NewAppend(client), keyed, transaction} {
			if err := s.Write(t.Context(), batch(5, 9, 7, 10)); err == nil || !strings.HasPrefix(err.Error(), where) {
				t.Errorf("%T: error %v", s, err)
			}
		}
		if _, err := transaction.Load(t.Context(), []consumer.Partition{p0}); err == nil || !strings.HasPrefix(err.Error(), where) {
			t.Errorf("load: error %v", err)
		}
	}
	r.SetError("LOADING")
	refusals()
	r.Close()
	refusals()
}
