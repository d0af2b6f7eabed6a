package strict

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type pause time.Duration

func (p *pause) UnmarshalText(b []byte) error {
	d, err := time.ParseDuration(string(b))
	*p = pause(d)
	return err
}

type place struct {
	Time pause `json:"time"`
	Line int   `json:"line,omitempty"`
}

type inner struct {
	Kind string `json:"kind"`
	At   *place `json:"at"`
}

// An outer decodes its list by itself, as a format with a version does.
type outer []inner

func (o *outer) UnmarshalJSON(b []byte) error {
	var list []json.RawMessage
	if err := Decode(b, &list); err != nil {
		return err
	}
	for i, raw := range list {
		var one inner
		if err := Decode(raw, &one); err != nil {
			return &FieldError{fmt.Sprintf("[%d]", i), fmt.Errorf("item %d: %w", i+1, err)}
		}
		*o = append(*o, one)
	}
	return nil
}

type file struct {
	Name  string            `json:"name"`
	Named map[string]string `json:"named"`
	inner
	Items outer `json:"items"`
}

func TestLocate(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{\n \"name\": \"n\",\n \"items\": [\n  {\"kind\": \"k\"},\n  {\n   \"at\": {\n    \"time\": \"soon\"}}]}",
			`f:7: items[1].at.time: time: invalid duration "soon"`},
		{"{\n \"NAME\": \"n\"}", `f:2: NAME: unknown field "NAME", there is name, named, kind, at, items`},
		{"{\"name\": \"n\",\n \"name\": \"m\"}", "f:2: name: is there twice"},
		{"{\"named\": {\"A\": \"\",\n \"A\": \"\"}}", "f:2: named.A: is there twice"},
		{"{\"items\": [{\n\"at\": {\"line\": 1,\n\"line\": 2}}]}", "f:3: items[0].at.line: is there twice"},
		{"{\n \"items\": [\n  {\"at\": {\"tim\": \"1s\"}}]}", `f:3: items[0].at.tim: unknown field "tim", there is time, line`},
		{"{\n \"items\": [\n  {\"at\":\n {\"line\": \"x\"}}]}", "f:4: items[0].at.line: json: cannot unmarshal string into Go value of type int"},
		{"{\n\n\"nam\": 1}", `f:3: nam: unknown field "nam", there is name, named, kind, at, items`},
		{"{\n\"named\": {\"a\": \"b\",\n \"c\": 3}}", "f:3: named.c: json: cannot unmarshal number into Go value of type string"},
		{"{\n\"at\": {\"line\":\n 1.5}}", "f:2: at.line: json: cannot unmarshal number 1.5 into Go value of type int"},
		{"[]", "f:1: json: cannot unmarshal array into Go value of type strict.file"},
		{"{\n\"name\": \"n\",\n", "f:3: it is truncated or not JSON: unexpected EOF"},
		{"{\n\"name\": x}", "f:2: it is truncated or not JSON: invalid character 'x' looking for beginning of value"},
		{"", "f:1: it is truncated or not JSON: EOF"},
	} {
		err := Decode([]byte(c.text), &file{})
		if err == nil {
			t.Errorf("%s is accepted", c.text)
		} else if got := Locate("f", []byte(c.text), err).Error(); got != c.want {
			t.Errorf("%s\n  error %s\n  want  %s", c.text, got, c.want)
		}
	}
}

func TestDecodeTakesWhatFits(t *testing.T) {
	var got file
	if err := Decode([]byte(`{"name": "n", "named": {"a": "b"}, "items": [{"kind": "k", "at": {"time": "1s"}}]}`), &got); err != nil {
		t.Fatal(err)
	}
	want := file{Name: "n", Named: map[string]string{"a": "b"}, Items: outer{{"k", &place{Time: pause(time.Second)}}}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(file{})); diff != "" {
		t.Error(diff)
	}
	if err := Decode([]byte(`{} {}`), &got); err == nil || err.Error() != "more after the end" {
		t.Errorf("two values: %v", err)
	}
}

// Errors that are joined are told apart, each with its own line.
func TestLocateJoined(t *testing.T) {
	cause := errors.New("wrong")
	err := &FieldError{"items", fmt.Errorf("check: %w", errors.Join(
		&FieldError{"[0].kind", cause}, fmt.Errorf("item 2: %w", &FieldError{"[1].at.time", cause}), cause))}
	text := "{\"items\": [\n{\"kind\": 1},\n{\n\"at\":\n{}}]}"
	got := Locate("f", []byte(text), err)
	want := "f:2: items[0].kind: wrong\nf:4: items[1].at.time: wrong\nf:1: items: wrong"
	if got.Error() != want || !errors.Is(got, cause) {
		t.Errorf("errors are\n%s\nwant\n%s", got, want)
	}
}
