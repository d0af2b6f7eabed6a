package zoocfg

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each case was loaded by java.util.Properties of a JDK 17 too.
var syntax = []struct {
	name, text string
	want       []property
}{
	{"comments and blanks", "# a\n  ! b\n\n \t\f\nkey=value\n", []property{{"key", "value", 5}}},
	{"separators", "a=1\nb:2\nc 3\nd = 4\ne\t:\f5\nf\ng==6\nh  i=7", []property{
		{"a", "1", 1}, {"b", "2", 2}, {"c", "3", 3}, {"d", "4", 4}, {"e", "5", 5}, {"f", "", 6}, {"g", "=6", 7}, {"h", "i=7", 8},
	}},
	{"continued", "a=1,\\\n   2,\\\n\n b=3", []property{{"a", "1,2,", 1}, {"b", "3", 4}}},
	{"even backslashes end a line", "a=1\\\\\nb=2", []property{{"a", `1\`, 1}, {"b", "2", 2}}},
	{"a comment in a continued line is none", "a=1\\\n#2", []property{{"a", "1#2", 1}}},
	{"a comment does not go on", "# a\\\nb=1", []property{{"b", "1", 2}}},
	{"escapes", `a\=b\:c\ d=\u0041\t\x\#\\`, []property{{"a=b:c d", "A\tx#\\", 1}}},
	{"other line ends", "a=1\rb=2\r\nc=3", []property{{"a", "1", 1}, {"b", "2", 2}, {"c", "3", 3}}},
	{"bytes are Latin-1", "a=\xe9\xc3\xa9", []property{{"a", "éÃ©", 1}}},
	{"trimmed", "a=1 \\t\\u0000 ", []property{{"a", "1", 1}}},
	{"a backslash at the end", "a=1\\", []property{{"a", "1", 1}}},
	{"lines that are backslashes", "\\\n#x=1\n\\\n\\\na=2", []property{{"a", "2", 5}}},
	{"nothing before the separator", "=1", []property{{"", "1", 1}}},
}

func TestSyntax(t *testing.T) {
	for _, c := range syntax {
		t.Run(c.name, func(t *testing.T) {
			got, err := properties([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(property{})); diff != "" {
				t.Errorf("properties of %q (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

func TestBadUnicodeEscape(t *testing.T) {
	for _, text := range []string{`a=\u12`, `a=\u123g`, `a=\u+123`, `\u`} {
		lines, err := properties([]byte("b=1\n" + text))
		if err == nil || lines[len(lines)-1].line != 2 {
			t.Errorf("properties of %q: %v, error %v; Java says: malformed \\uxxxx encoding", text, lines, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range syntax {
		f.Add([]byte(c.text), "")
	}
	f.Add([]byte(stock), "-Dzookeeper.extendedTypesEnabled=true -Djute.maxbuffer=0x1000")
	f.Add([]byte(stock+"server.1=[::1]:2:3;[::1]:4\ninitLimit=1\n"), "")
	f.Fuzz(func(t *testing.T, text []byte, flags string) {
		lines, err := properties(text)
		if err != nil {
			return
		}
		for _, l := range lines {
			if l.key == "dynamicConfigFile" || l.key == "dataDir" && l.value != "data" {
				return // these are read
			}
		}
		file, err := parse("zoo.cfg", text, flags)
		if err != nil {
			return
		}
		c := file.Config
		if c.Tick <= 0 || c.MinSessionTimeout <= 0 || c.MaxSessionTimeout < c.MinSessionTimeout || c.Members < 1 || c.MaxFrame < 0 {
			t.Errorf("%q gives %+v", text, c)
		}
	})
}
