package zoocfg

import (
	"fmt"
	"strconv"
	"strings"
)

// settings are the lines of a file by key, and the properties of the JVM.
type settings struct {
	file        string
	keys        map[string]property // known to QuorumPeerConfig; their values are of their kind
	jvm         map[string]property // from flags (line 0) and from the file's other keys
	ineffective []*Error
}

// jvmFlags finds the properties among the flags. As in zkServer.sh, where no quotes protect them, blanks part them.
func jvmFlags(flags string) map[string]property {
	found := map[string]property{}
	for flag := range strings.FieldsSeq(flags) {
		if definition, ok := strings.CutPrefix(flag, "-D"); ok {
			name, value, _ := strings.Cut(definition, "=")
			found[name] = property{key: name, value: value}
		}
	}
	return found
}

// load reads the lines, the last of a key instead of those before it, and checks their kinds.
func (s *settings) load(text []byte) error {
	lines, err := properties(text)
	if err != nil {
		return s.at(lines[len(lines)-1], err.Error())
	}
	last := map[string]int{}
	for i, p := range lines {
		last[p.key] = i
	}
	for i, p := range lines {
		if last[p.key] != i {
			continue
		}
		k, jvm := kindOf(p.key)
		if !k.ok(p.value) {
			return s.at(p, k.want)
		}
		if !jvm {
			s.keys[p.key] = p
			continue
		}
		if name, ok := misplaced(p.key); ok {
			s.ineffective = append(s.ineffective, s.at(p, whereInstead(name)))
		}
		p.key = propertyPrefix + p.key
		s.jvm[p.key] = p
	}
	return nil
}

// whereInstead says where the original looks for a property.
func whereInstead(name string) string {
	if key, ok := strings.CutPrefix(name, propertyPrefix); ok {
		return fmt.Sprintf("the key %s: the original puts %q before it", key, propertyPrefix)
	}
	return fmt.Sprintf("-D%s in %s: the original does not look for it here", name, flagsSource)
}

// number is the value of a key whose kind is a number.
func (s *settings) number(key string, otherwise int) int {
	p, ok := s.keys[key]
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(p.value)
	if err != nil {
		panic(fmt.Sprintf("zoocfg: %s was checked to be a number: %v", key, err))
	}
	return n
}

// is tells the value of a key whose kind is boolean.
func (s *settings) is(key string, otherwise bool) bool {
	if p, ok := s.keys[key]; ok {
		return strings.EqualFold(p.value, "true")
	}
	return otherwise
}

// isTrue is Boolean.parseBoolean, for which all that is not "true" is false.
func (s *settings) isTrue(name string) bool { return strings.EqualFold(s.jvm[name].value, "true") }

// flag is a property of the JVM that is a number, or 0. The original falls back to its default, without a word, where it is none.
func (s *settings) flag(name string) (int, error) {
	p, ok := s.jvm[name]
	if !ok {
		return 0, nil
	}
	if n, err := strconv.ParseInt(p.value, 0, 32); err == nil && n >= 0 {
		return int(n), nil
	}
	return 0, s.at(p, "a whole number from 0 to 2147483647")
}

// at is an error in a property's line, or in the flags.
func (s *settings) at(p property, want string) *Error {
	file := s.file
	if p.line == 0 {
		file = flagsSource
	}
	return &Error{File: file, Line: p.line, Key: p.key, Value: p.value, Want: want}
}

func (s *settings) wrong(key, want string) error { return s.at(s.keys[key], want) }

func (s *settings) missing(key, want string) error {
	return &Error{File: s.file, Key: key, Want: want}
}
