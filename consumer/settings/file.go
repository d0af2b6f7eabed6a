package settings

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Mistake is what is wrong with a setting.
type Mistake struct {
	Where string // file:line, or the flag; empty as long as nobody has looked that up
	Key   string // empty if it is not about one
	What  string
}

// Error tells it in one line.
func (m *Mistake) Error() string {
	parts := slices.DeleteFunc([]string{m.Where, m.Key, m.What}, func(part string) bool { return part == "" })
	return strings.Join(parts, ": ")
}

// Source remembers where each key was set, for the mistakes that are found later.
type Source map[string]string

// Read sets what a file says. All of its mistakes are in the error.
func (s *Settings) Read(path string, from Source) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return s.read(path, file, from)
}

func (s *Settings) read(name string, in io.Reader, from Source) error {
	var document yaml.Node
	decoder := yaml.NewDecoder(in)
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil // an empty file sets nothing
	case err != nil:
		return &Mistake{Where: name, What: strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return &Mistake{Where: name, What: "there is more than one document in it"}
	}
	r := reader{name: name, known: map[string]field{}, from: from}
	for _, f := range fields("", reflect.ValueOf(s).Elem()) {
		r.known[f.key] = f
	}
	r.mapping("", document.Content[0])
	return errors.Join(r.mistakes...)
}

// reader sets fields by a file.
type reader struct {
	name     string
	known    map[string]field
	from     Source
	mistakes []error
}

func (r *reader) mistake(n *yaml.Node, key, format string, args ...any) {
	r.mistakes = append(r.mistakes, &Mistake{fmt.Sprintf("%s:%d", r.name, n.Line), key, fmt.Sprintf(format, args...)})
}

// mapping reads keys with their values.
func (r *reader) mapping(prefix string, n *yaml.Node) {
	if n.Kind == yaml.AliasNode {
		r.alias(n, strings.TrimSuffix(prefix, "."))
		return
	}
	if n.Kind != yaml.MappingNode {
		r.mistake(n, strings.TrimSuffix(prefix, "."), "want keys with values")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		key := prefix + name.Value
		f, leaf := r.known[key]
		switch {
		case name.Kind == yaml.AliasNode:
			r.alias(name, strings.TrimSuffix(prefix, "."))
		case seen[key]:
			r.mistake(name, key, "is set twice")
		case strings.Contains(name.Value, "."):
			r.mistake(name, key, "is not known; the parts of a key are levels, each a line of its own")
		case leaf:
			r.from[key] = fmt.Sprintf("%s:%d", r.name, name.Line)
			r.leaf(f, value)
		case r.section(key):
			r.mapping(key+".", value)
		default:
			r.mistake(name, key, "is not known%s", r.like(key))
		}
		seen[key] = true
	}
}

func (r *reader) alias(n *yaml.Node, key string) {
	r.mistake(n, key, "aliases are not read; write here what *%s stands for", n.Value)
}

// section reports whether there are keys below a key.
func (r *reader) section(key string) bool {
	for k := range r.known {
		if strings.HasPrefix(k, key+".") {
			return true
		}
	}
	return false
}

// leaf sets one field.
func (r *reader) leaf(f field, n *yaml.Node) {
	list, isList := f.value.Addr().Interface().(*[]string)
	switch {
	case n.Kind == yaml.AliasNode:
		r.alias(n, f.key)
	case n.Kind == yaml.SequenceNode && isList:
		*list = nil
		for _, item := range n.Content {
			if item.Kind == yaml.AliasNode {
				r.alias(item, f.key)
				return
			}
			if item.Kind != yaml.ScalarNode {
				r.mistake(item, f.key, "want a list of texts")
				return
			}
			*list = append(*list, item.Value)
		}
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null":
		r.mistake(n, f.key, "want a %s", f.kind())
	default:
		if err := f.set(n.Value); err != nil {
			r.mistake(n, f.key, "%v", err)
		}
	}
}

// like names the known key that an unknown one may be meant for: one that differs in a dash, a case or a plural.
func (r *reader) like(key string) string {
	plain := strings.NewReplacer("-", "", "_", "", "s", "").Replace
	for _, k := range slices.Sorted(maps.Keys(r.known)) {
		if strings.EqualFold(plain(k), plain(key)) {
			return "; " + k + " is"
		}
	}
	return ""
}
