package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Locate says of an error about the JSON text of a file where it lies: "FILE:LINE: FIELD: what is wrong", one line for each
// of those that it joins. The text is what was decoded, and fields are as seen from its outermost value.
func Locate(file string, text []byte, err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("%s:%d: it is truncated or not JSON: %w", file, lineAt(text, syntax.Offset), err)
	case !json.Valid(text):
		return fmt.Errorf("%s:%d: it is truncated or not JSON: %w", file, lineAt(text, int64(len(text))), err)
	}
	lines := offsets(text)
	var all []error
	for _, l := range leaves("", err) {
		all = append(all, fmt.Errorf("%s:%d: %w", file, lineAt(text, lines.of(l.field)), l))
	}
	return errors.Join(all...)
}

// A leaf is a field and what is wrong with it.
type leaf struct {
	field string
	err   error
}

func (l leaf) Error() string {
	if l.field == "" {
		return l.err.Error()
	}
	return l.field + ": " + l.err.Error()
}

func (l leaf) Unwrap() error { return l.err }

// leaves are the errors behind the last FieldError on each way through what an error wraps.
func leaves(field string, err error) []leaf {
	for at := err; at != nil; at = errors.Unwrap(at) {
		if f, ok := at.(*FieldError); ok {
			return leaves(join(field, f.Field), f.Err)
		}
		if joined, ok := at.(interface{ Unwrap() []error }); ok {
			var all []leaf
			for _, each := range joined.Unwrap() {
				all = append(all, leaves(field, each)...)
			}
			return all
		}
	}
	return []leaf{{field, err}}
}

func join(outer, inner string) string {
	if outer == "" || strings.HasPrefix(inner, "[") {
		return outer + inner
	}
	return outer + "." + inner
}

func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}

// places are where the fields of a text are, by their names.
type places map[string]int64

// of is where a field is, or else what would hold it.
func (p places) of(field string) int64 {
	for field != "" {
		if at, ok := p[field]; ok {
			return at
		}
		field = field[:max(0, strings.LastIndexAny(field, ".["))]
	}
	return p[""]
}

// offsets reads a whole text, which is valid.
func offsets(text []byte) places {
	p := places{}
	d := json.NewDecoder(bytes.NewReader(text))
	p.value(d, "")
	return p
}

func (p places) value(d *json.Decoder, field string) {
	token, err := d.Token()
	if err != nil {
		return
	}
	if _, known := p[field]; !known { // where it has a key, that is its place
		p[field] = d.InputOffset()
	}
	switch token {
	case json.Delim('{'):
		for d.More() {
			key, _ := d.Token()
			name := join(field, fmt.Sprint(key))
			p[name] = d.InputOffset()
			p.value(d, name)
		}
		d.Token()
	case json.Delim('['):
		for i := 0; d.More(); i++ {
			p.value(d, fmt.Sprintf("%s[%d]", field, i))
		}
		d.Token()
	}
}
