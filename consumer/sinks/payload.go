package sinks

import (
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// Payload is bytes as JSON, none of them changed: null if there are none, a string if they are UTF-8, and
// {"base64":"…"} otherwise, in the standard alphabet with padding. All results and dead letters that are JSON have them so.
type Payload []byte

// encoded is the form of bytes that are no text.
type encoded struct {
	Base64 []byte `json:"base64"`
}

// MarshalJSON implements json.Marshaler.
func (p Payload) MarshalJSON() ([]byte, error) {
	switch {
	case p == nil:
		return []byte("null"), nil
	case utf8.Valid(p):
		return json.Marshal(string(p))
	}
	return json.Marshal(encoded{p})
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *Payload) UnmarshalJSON(data []byte) error {
	var text *string
	if json.Unmarshal(data, &text) == nil {
		*p = nil
		if text != nil {
			*p = Payload(*text)
		}
		return nil
	}
	var e encoded
	if err := json.Unmarshal(data, &e); err != nil {
		return err
	}
	if e.Base64 == nil {
		return errors.New("want null, a string or base64")
	}
	*p = e.Base64
	return nil
}
