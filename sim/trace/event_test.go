package trace

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	genName = rapid.StringMatching(`[a-zA-Z_][a-zA-Z0-9_.#-]{0,12}`)
	genText = rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	genArg  = rapid.Custom(func(t *rapid.T) Arg {
		key := genName.Draw(t, "key")
		if rapid.Bool().Draw(t, "is text") {
			return Str(key, genText.Draw(t, "text"))
		}
		return Int(key, rapid.Int64().Draw(t, "number"))
	})
	genArgs  = rapid.Custom(func(t *rapid.T) []Arg { return append([]Arg(nil), rapid.SliceOfN(genArg, 0, 5).Draw(t, "args")...) })
	genEvent = rapid.Custom(func(t *rapid.T) Event {
		return Event{
			Time: rapid.Int64Min(0).Draw(t, "time"),
			Seq:  rapid.Uint64().Draw(t, "seq"),
			Proc: rapid.OneOf(rapid.Just(""), genName).Draw(t, "proc"),
			Name: genName.Draw(t, "name"),
			Args: genArgs.Draw(t, "args"),
		}
	})
)

func TestLines(t *testing.T) {
	for _, c := range []struct {
		line string
		want Event
	}{
		{`t=0.000000000 seq=1 net.heal`, Event{Seq: 1, Name: "net.heal"}},
		{`t=12.000345000 seq=8123 proc=consumer#2 net.send to="kafka-1:9092" bytes=41`, Event{
			Time: 12_000_345_000, Seq: 8123, Proc: "consumer#2", Name: "net.send", Args: []Arg{Str("to", "kafka-1:9092"), Int("bytes", 41)}}},
		{`t=1.000000001 seq=2 kafka.append key="" value="a \"b\"=c\n\xff\u00e9" offset=-1`, Event{
			Time: 1_000_000_001, Seq: 2, Name: "kafka.append", Args: []Arg{Str("key", ""), Str("value", "a \"b\"=c\n\xffé"), Int("offset", -1)}}},
	} {
		if got := c.want.String(); got != c.line {
			t.Errorf("written as %s, want %s", got, c.line)
		}
		got, err := Parse(c.line)
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.line, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const head = "t=1.000000000 seq=1 "
	for line, reason := range map[string]string{
		"":                                       "want t=",
		"seq=1 t=1.000000000 a.b":                "want t=",
		"t=1.000000000 a.b":                      "want seq=",
		"t=1 seq=1 a.b":                          "not seconds.nanoseconds",
		"t=9999999999.999999999 seq=1 a.b":       "out of range",
		"t=1.000000000 seq=-1 a.b":               "invalid syntax",
		head:                                     "no event name",
		head + "proc=a#1":                        "no event name",
		head + `a="b"`:                           "no event name",
		head + "a.b c":                           "has no key",
		head + "a.b =1":                          "has no key",
		head + "a.b c=1.5":                       "invalid syntax",
		head + `a.b c="d`:                        "invalid syntax",
		head + `a.b c="d"e=1`:                    "after the quote",
		head + `a.b c="\u0041"`:                  "is written",
		head + "a.b c=+1":                        "is written",
		head + "a.b ":                            "is written",
		head + "proc= a.b":                       "is written",
		"t=-0.000000001 seq=1 a.b":               "is written",
		"t=1.000000000 seq=1 proc=x a.b c=007":   "is written",
		"t=1.000000000 seq=01 proc=x a.b c=\"\"": "is written",
	} {
		if _, err := Parse(line); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("parse %q: error %v, want one that says %q", line, err, reason)
		}
	}
}

func TestLineRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := genEvent.Draw(t, "event")
		line := e.String()
		if strings.Contains(line, "\n") {
			t.Fatalf("%q is more than one line", line)
		}
		got, err := Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", line, diff)
		}
	})
}

func TestArguments(t *testing.T) {
	e := Event{Args: []Arg{Int("n", 7), Str("s", "text"), Int("s", 8)}}
	if e.Int("n") != 7 || e.Str("s") != "text" || e.Int("s") != 8 {
		t.Errorf("n=%d s=%q s=%d, want 7, text, 8", e.Int("n"), e.Str("s"), e.Int("s"))
	}
	if e.Str("n") != "" || e.Int("none") != 0 || e.Has("none") || !e.Has("n") {
		t.Error("an argument of another kind or key answers")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`t=12.000345000 seq=8123 proc=consumer#2 net.send to="kafka-1:9092" bytes=41`)
	f.Add("t=0.000000000 seq=1 a.b c=\"\\xff\\n\"")
	f.Fuzz(func(t *testing.T, line string) {
		e, err := Parse(line)
		if err == nil && e.String() != line {
			t.Errorf("%q is written %q", line, e)
		}
	})
}
