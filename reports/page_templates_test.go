package reports

import (
	"io/fs"
	"regexp"
	"testing"
)

// A template that is defined twice would be the later one everywhere, without a word.
func TestTemplatesAreDefinedOnce(t *testing.T) {
	defined := map[string]string{}
	files, err := fs.Glob(assets, "page/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(assets, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`{{-? *define "([^"]*)"`).FindAllSubmatch(text, -1) {
			name := string(found[1])
			if defined[name] != "" {
				t.Errorf("%s defines %q, as does %s", file, name, defined[name])
			}
			defined[name] = file
		}
	}
}
