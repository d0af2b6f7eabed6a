// Package strict decodes JSON that people write: what it does not know it refuses, and an error says in which line and
// field it lies.
package strict

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A FieldError says which field is wrong, as seen from the value that holds it: "faults[1].at". Where an error wraps
// several of them, the outer ones come first. It reads like the error in it; only Locate shows the field.
type FieldError struct {
	Field string
	Err   error
}

func (e *FieldError) Error() string { return e.Err.Error() }

func (e *FieldError) Unwrap() error { return e.Err }

// Decode decodes exactly one value, without fields that v does not have. What is wrong in a part of it is a FieldError.
func Decode(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			return errors.New("more after the end")
		}
		return spelled(json.NewDecoder(bytes.NewReader(b)), reflect.TypeOf(v))
	}
	if !json.Valid(b) {
		return err
	}
	if found := misfit(b, reflect.TypeOf(v)); found != nil {
		return found
	}
	return err
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// misfit finds the first part of a value that does not fit a type, in the order of field names.
func misfit(raw json.RawMessage, t reflect.Type) error {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	p := reflect.PointerTo(t)
	if p.Implements(jsonUnmarshaler) || p.Implements(textUnmarshaler) {
		return json.Unmarshal(raw, reflect.New(t).Interface())
	}
	var fields map[string]json.RawMessage
	var items []json.RawMessage
	switch {
	case t.Kind() == reflect.Struct && json.Unmarshal(raw, &fields) == nil:
		return misfitIn(fields, func(name string) (reflect.Type, error) { return fieldOf(t, name) })
	case t.Kind() == reflect.Map && json.Unmarshal(raw, &fields) == nil:
		return misfitIn(fields, func(string) (reflect.Type, error) { return t.Elem(), nil })
	case t.Kind() == reflect.Slice && json.Unmarshal(raw, &items) == nil:
		for i, item := range items {
			if err := misfit(item, t.Elem()); err != nil {
				return &FieldError{"[" + strconv.Itoa(i) + "]", err}
			}
		}
	}
	return json.Unmarshal(raw, reflect.New(t).Interface())
}

func misfitIn(fields map[string]json.RawMessage, typeOf func(name string) (reflect.Type, error)) error {
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		t, err := typeOf(name)
		if err == nil {
			err = misfit(fields[name], t)
		}
		if err != nil {
			return &FieldError{name, err}
		}
	}
	return nil
}

// spelled finds the first key of a valid text that is there twice, or is spelled as no field is: package json takes the last of
// the former, and lower case for upper. What a type decodes by itself is its own, and nil is a type of which nothing is known.
func spelled(d *json.Decoder, t reflect.Type) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t != nil && (reflect.PointerTo(t).Implements(jsonUnmarshaler) || reflect.PointerTo(t).Implements(textUnmarshaler)) {
		t = nil
	}
	switch token {
	case json.Delim('{'):
		err = spelledKeys(d, t)
	case json.Delim('['):
		var item reflect.Type
		if t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) {
			item = t.Elem()
		}
		for i := 0; d.More(); i++ {
			if err := spelled(d, item); err != nil {
				return &FieldError{"[" + strconv.Itoa(i) + "]", err}
			}
		}
		_, err = d.Token()
	}
	return err
}

func spelledKeys(d *json.Decoder, t reflect.Type) error {
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name := key.(string)
		var of reflect.Type
		switch {
		case seen[name]:
			err = errors.New("is there twice")
		case t != nil && t.Kind() == reflect.Struct:
			of, err = fieldOf(t, name)
		case t != nil && t.Kind() == reflect.Map:
			of = t.Elem()
		}
		if err == nil {
			err = spelled(d, of)
		}
		if err != nil {
			return &FieldError{name, err}
		}
		seen[name] = true
	}
	_, err := d.Token()
	return err
}

// fieldOf is the type of a struct's field, by its name in JSON.
func fieldOf(t reflect.Type, name string) (reflect.Type, error) {
	var known []string
	for _, f := range reflect.VisibleFields(t) {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case tag == "-" || f.Anonymous && tag == "" || !f.IsExported():
			continue
		case tag == "":
			tag = f.Name
		}
		if tag == name {
			return f.Type, nil
		}
		known = append(known, tag)
	}
	return nil, fmt.Errorf("unknown field %q, there is %s", name, strings.Join(known, ", "))
}
