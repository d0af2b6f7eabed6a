package guest_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

func drawArg(t *rapid.T) trace.Arg {
	key := rapid.StringN(1, 8, -1).Draw(t, "key")
	if rapid.Bool().Draw(t, "text") {
		return trace.Str(key, rapid.String().Draw(t, "value"))
	}
	return trace.Int(key, rapid.Int64().Draw(t, "value"))
}

func TestRequestSurvivesTheBoundary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := guest.Request{
			Stage:  rapid.SampledFrom([]guest.Stage{guest.Received, guest.Applied, guest.Answered}).Draw(t, "stage"),
			Op:     rapid.String().Draw(t, "op"),
			Client: rapid.String().Draw(t, "client"),
			Args:   rapid.SliceOfN(rapid.Custom(drawArg), 1, 4).Draw(t, "args"),
		}
		b := guest.AppendRequest(nil, want)
		got, err := guest.ParseRequest(b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		for n := range b {
			if _, err := guest.ParseRequest(b[:n]); err == nil {
				t.Fatalf("%d of %d bytes parse", n, len(b))
			}
		}
	})
}

func TestVerdictSurvivesTheBoundary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := guest.Verdict{
			Action: guest.Action(rapid.IntRange(0, int(guest.Half)).Draw(t, "action")),
			Error:  rapid.String().Draw(t, "error"),
			Delay:  time.Duration(rapid.Int64Range(0, 1<<62).Draw(t, "delay")),
		}
		got, err := guest.ParseVerdict(guest.AppendVerdict(nil, want))
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

func TestUnknownActionIsRefused(t *testing.T) {
	if v, err := guest.ParseVerdict([]byte{byte(guest.Half) + 1, 0, 0}); err == nil {
		t.Fatalf("got %+v", v)
	}
}

func TestNoAnswerIsGoOn(t *testing.T) {
	v, err := guest.ParseVerdict(nil)
	if err != nil || v != (guest.Verdict{}) {
		t.Fatalf("got %+v, %v", v, err)
	}
}

func TestControlMessagesKeepTheirOrderAndBounds(t *testing.T) {
	var stream []byte
	messages := []string{`{"op":"move_leader"}`, "", `{"op":"remove_node","node":2}`}
	for _, m := range messages {
		stream = guest.AppendControl(stream, []byte(m))
	}
	r := bytes.NewReader(stream)
	for _, want := range messages {
		got, err := guest.ReadControl(r)
		if err != nil || string(got) != want {
			t.Fatalf("got %q, %v; want %q", got, err, want)
		}
	}
	if _, err := guest.ReadControl(bytes.NewReader([]byte{255, 255, 255, 255})); err == nil {
		t.Fatal("a message of 4 GB was accepted")
	}
}

func TestWithoutAWorldEverythingGoesOn(t *testing.T) {
	w := guest.World()
	w.Record("redis.effect", "127.0.0.1:1")
	if v := w.Point(guest.Received, "redis.get", "127.0.0.1:1"); v.Action != guest.GoOn {
		t.Fatalf("got %+v", v)
	}
	select {
	case m := <-guest.Control():
		t.Fatalf("control message %q", m)
	default:
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add(guest.AppendRequest(nil, guest.Request{Stage: guest.Applied, Op: "redis.set", Client: "10.0.0.1:2", Args: []trace.Arg{trace.Str("key", "k"), trace.Int("n", -1)}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := guest.ParseRequest(b)
		if err != nil {
			return
		}
		again, err := guest.ParseRequest(guest.AppendRequest(nil, r))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(r, again); d != "" {
			t.Fatal(d)
		}
	})
}

func FuzzParseVerdict(f *testing.F) {
	f.Add(guest.AppendVerdict(nil, guest.Verdict{Action: guest.Fail, Error: "ERR no"}))
	f.Add(guest.AppendVerdict(nil, guest.Verdict{Action: guest.Half}))
	f.Add([]byte{byte(guest.Half) + 1, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := guest.ParseVerdict(b)
		if err != nil {
			return
		}
		again, err := guest.ParseVerdict(guest.AppendVerdict(nil, v))
		if err != nil || again != v {
			t.Fatalf("%+v became %+v, %v", v, again, err)
		}
	})
}
