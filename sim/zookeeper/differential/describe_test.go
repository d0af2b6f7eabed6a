package differential

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

func (r *request) String() string {
	if r.raw != nil {
		return fmt.Sprintf("xid %d %v with the body % x", r.xid, r.op.Op, r.raw)
	}
	return fmt.Sprintf("xid %d %s", r.xid, describe(reflect.ValueOf(r.op)))
}

func describeReply(r *wire.Reply) string { return describe(reflect.ValueOf(*r)) }

// describe is a struct without the fields that are zero. Null and empty bytes are told apart.
func describe(v reflect.Value) string {
	if v.Type() == reflect.TypeFor[wire.Op]() {
		return wire.Op(v.Int()).String()
	}
	if v.Type() == reflect.TypeFor[[]byte]() || v.Kind() == reflect.String {
		return fmt.Sprintf("%q", v)
	}
	var parts []string
	switch v.Kind() {
	case reflect.Pointer:
		return describe(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			parts = append(parts, describe(v.Index(i)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() {
				parts = append(parts, v.Type().Field(i).Name+" "+describe(f))
			}
		}
		return "{" + strings.Join(parts, " ") + "}"
	}
	return fmt.Sprint(v)
}
