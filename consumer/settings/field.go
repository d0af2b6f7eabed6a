package settings

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// A field is one setting: its key from the top, its help, and where it is.
type field struct {
	key, help string
	value     reflect.Value
}

// fields returns the settings of a struct in their order, those of structs in it included, and those of an
// embedded one as its own.
func fields(prefix string, v reflect.Value) []field {
	var all []field
	for i := range v.NumField() {
		about := v.Type().Field(i)
		key := prefix + about.Tag.Get("key")
		if v.Field(i).Kind() == reflect.Struct {
			if !about.Anonymous {
				key += "."
			}
			all = append(all, fields(key, v.Field(i))...)
			continue
		}
		all = append(all, field{key, about.Tag.Get("help"), v.Field(i)})
	}
	return all
}

// kind names what a field holds, as a person would.
func (f field) kind() string {
	switch f.value.Interface().(type) {
	case time.Duration:
		return "duration"
	case []string:
		return "list"
	case bool:
		return truth
	case float64:
		return "number"
	case int, int64:
		return "whole number"
	}
	return "text"
}

const truth = "true or false"

// set sets the field to what a text says.
func (f field) set(text string) error {
	var parsed any
	var err error
	switch f.value.Interface().(type) {
	case time.Duration:
		parsed, err = time.ParseDuration(text)
	case []string:
		parsed = strings.Split(text, ",")
	case bool:
		parsed, err = strconv.ParseBool(text)
	case float64:
		parsed, err = strconv.ParseFloat(text, 64)
	case int:
		parsed, err = strconv.Atoi(text)
	case int64:
		parsed, err = strconv.ParseInt(text, 10, 64)
	default:
		parsed = text
	}
	if err != nil {
		return fmt.Errorf("want a %s, have %q", f.kind(), text)
	}
	f.value.Set(reflect.ValueOf(parsed))
	return nil
}

// text is what the field holds, as set takes it.
func (f field) text() string {
	switch v := f.value.Interface().(type) {
	case []string:
		return strings.Join(v, ",")
	default:
		return fmt.Sprint(v)
	}
}
