package trace

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCodecRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, args, tail := genText.Draw(t, "text"), genArgs.Draw(t, "args"), genText.Draw(t, "tail")
		b := append(AppendArgs(AppendString(nil, text), args), tail...)
		gotText, rest, err := CutString(b)
		if err != nil {
			t.Fatal(err)
		}
		gotArgs, rest, err := CutArgs(rest)
		if err != nil {
			t.Fatal(err)
		}
		if gotText != text || string(rest) != tail {
			t.Fatalf("text %q and tail %q, want %q and %q", gotText, rest, text, tail)
		}
		if diff := cmp.Diff(args, gotArgs); diff != "" {
			t.Fatalf("arguments (-want +got):\n%s", diff)
		}
	})
}

func TestCutArgsThatEndEarly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := AppendArgs(nil, genArgs.Draw(t, "args"))
		short := b[:rapid.IntRange(0, len(b)-1).Draw(t, "length")]
		if args, _, err := CutArgs(short); !errors.Is(err, errShort) {
			t.Fatalf("%d of %d bytes are the arguments %v, error %v", len(short), len(b), args, err)
		}
	})
}

func TestCutArgsOfUnknownKind(t *testing.T) {
	if args, _, err := CutArgs([]byte{1, 1, 'a', 2, 0}); !errors.Is(err, errKind) {
		t.Errorf("kind 2 is the arguments %v, error %v", args, err)
	}
}

func FuzzCutArgs(f *testing.F) {
	f.Add(AppendArgs(nil, []Arg{Str("to", "kafka-1:9092"), Int("bytes", -41)}))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		args, rest, err := CutArgs(b)
		if err != nil {
			return
		}
		again, tail, err := CutArgs(append(AppendArgs(nil, args), rest...))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(args, again); diff != "" || string(tail) != string(rest) {
			t.Errorf("%q, then %q (-first +again):\n%s", rest, tail, diff)
		}
	})
}
