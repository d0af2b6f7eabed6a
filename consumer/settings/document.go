package settings

import (
	"fmt"
	"reflect"
	"strings"
)

// Document returns an example file: every key with its default and its help.
func Document() string {
	var text strings.Builder
	last := ""
	for _, f := range fields("", reflect.ValueOf(Default()).Elem()) {
		sections, indent := strings.Split(f.key, "."), ""
		for i := range sections[:len(sections)-1] {
			section := strings.Join(sections[:i+1], ".") + "."
			if !strings.HasPrefix(last, section) {
				fmt.Fprintf(&text, "%s%s:\n", indent, sections[i])
			}
			indent += "  "
		}
		value := f.text()
		switch {
		case f.kind() == "list":
			value = "[" + strings.ReplaceAll(value, ",", ", ") + "]"
		case value == "":
			value = `""`
		}
		fmt.Fprintf(&text, "%s# %s\n%s%s: %s\n", indent, f.help, indent, sections[len(sections)-1], value)
		last = f.key
	}
	return text.String()
}
