package settings

import (
	"reflect"

	"github.com/spf13/pflag"
)

// AddFlags adds --config and a flag for every key, with the defaults as they are shown in help.
func AddFlags(set *pflag.FlagSet) {
	set.String("config", "", "`file` with settings, YAML; flags have the last word")
	for _, f := range fields("", reflect.ValueOf(Default()).Elem()) {
		set.Var(flag{f}, f.key, f.help)
		if f.kind() == truth {
			set.Lookup(f.key).NoOptDefVal = "true"
		}
	}
}

// Load returns the defaults, changed by the file that --config names and then by the flags that were used.
func Load(used *pflag.FlagSet) (*Settings, error) {
	s, from := Default(), Source{}
	path, err := used.GetString("config")
	if err != nil {
		return nil, err
	}
	if path == "" && used.Changed("config") {
		return nil, &Mistake{Where: "--config", What: "names no file"}
	}
	if path != "" {
		if err := s.Read(path, from); err != nil {
			return nil, err
		}
	}
	for _, f := range fields("", reflect.ValueOf(s).Elem()) {
		if given := used.Lookup(f.key); given.Changed {
			from[f.key] = "--" + f.key
			f.value.Set(given.Value.(flag).value)
		}
	}
	return s, s.Check(from)
}

// flag is a field as a flag.
type flag struct{ field }

// String returns what is set.
func (f flag) String() string {
	if !f.value.IsValid() {
		return ""
	}
	return f.text()
}

// Set sets it.
func (f flag) Set(text string) error { return f.set(text) }

// Type returns what the flag wants.
func (f flag) Type() string { return f.kind() }
