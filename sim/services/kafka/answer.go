package main

import (
	"iter"
	"reflect"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// The answers of Kafka are structs of lists of structs, and each level may have an ErrorCode. An error goes to the lowest
// level that has a place for it.

// mirror fills an answer's struct from its request's: identities are copied, and an answer has an entry for each entry of
// the request's list of the same name. It reports whether the error found a place.
func mirror(request, answer reflect.Value, code int16) bool {
	placed := false
	for i := range answer.NumField() {
		name, to := answer.Type().Field(i).Name, answer.Field(i)
		from := request.FieldByName(name)
		switch {
		case !from.IsValid():
		case isStructList(to) && from.Kind() == reflect.Slice:
			placed = mirrorList(from, to, code) || placed
		case isIdentity(name) && from.Type() == to.Type():
			to.Set(from)
		}
	}
	return placed || setCode(answer, code)
}

func mirrorList(from, to reflect.Value, code int16) bool {
	placed := false
	for i := range from.Len() {
		item, entry := from.Index(i), reflect.New(to.Type().Elem())
		entry.Interface().(interface{ Default() }).Default()
		switch first := entry.Elem().Field(0); {
		case item.Kind() == reflect.Struct:
			placed = mirror(item, entry.Elem(), code) || placed
		case first.Type() == item.Type(): // the request has numbers or names only
			first.Set(item)
			placed = setCode(entry.Elem(), code) || placed
		default:
			continue
		}
		to.Set(reflect.Append(to, entry.Elem()))
	}
	return placed
}

// mark puts the error into an answer that is there already.
func mark(answer reflect.Value, code int16) bool {
	placed := false
	for entry := range entries(answer) {
		placed = mark(entry, code) || placed
	}
	return placed || setCode(answer, code)
}

// wholeFailure puts the error at the top and into the entries of the first level.
func wholeFailure(answer kmsg.Response, code int16) {
	v := reflect.ValueOf(answer).Elem()
	setCode(v, code)
	for entry := range entries(v) {
		setCode(entry, code)
	}
}

// carries reports whether the error is anywhere in an answer.
func carries(answer reflect.Value, code int16) bool {
	if field := answer.FieldByName("ErrorCode"); field.IsValid() && field.Int() == int64(code) {
		return true
	}
	for entry := range entries(answer) {
		if carries(entry, code) {
			return true
		}
	}
	return false
}

// entries are the structs in the lists of a struct.
func entries(v reflect.Value) iter.Seq[reflect.Value] {
	return func(yield func(reflect.Value) bool) {
		for i := range v.NumField() {
			if !isStructList(v.Field(i)) {
				continue
			}
			for j := range v.Field(i).Len() {
				if !yield(v.Field(i).Index(j)) {
					return
				}
			}
		}
	}
}

func isStructList(v reflect.Value) bool {
	return v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct
}

func setCode(entity reflect.Value, code int16) bool {
	field := entity.FieldByName("ErrorCode")
	if !field.IsValid() || field.Kind() != reflect.Int16 {
		return false
	}
	field.SetInt(int64(code))
	return true
}

// isIdentity reports whether a field says what an entry is about, rather than what was asked of it.
func isIdentity(name string) bool {
	switch name {
	case "Topic", "TopicID", "Partition", "Group", "MemberID", "InstanceID", "TransactionalID", "ResourceType", "ResourceName":
		return true
	}
	return false
}
