package scenarios

import (
	"errors"
	"flag"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Only commit a rewrite if you understand what caused it and if it is desired.
var update = flag.Bool("update", false, "rewrite the goldens in testdata")

// A file that cannot be run is refused before it is, with its line, its field, and what would be valid there. The golden has
// the files, each followed by what is said of it.
func TestBadScenarioFiles(t *testing.T) {
	const golden = "testdata/bad_files.txtar"
	archive, err := txtar.ParseFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		file, said := archive.Files[i], &archive.Files[i+1]
		_, _, err := ParseReplayOf(file.Name, file.Data, FindOne)
		if err == nil {
			err = errors.New("nothing is wrong")
		}
		got := shortened(err.Error()) + "\n"
		if diff := cmp.Diff(string(said.Data), got); diff != "" && !*update {
			t.Errorf("%s (-want +got):\n%s", file.Name, diff)
		}
		said.Data = []byte(got)
	}
	if *update {
		if err := os.WriteFile(golden, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shortened leaves out most of long lists of names, which grow.
func shortened(text string) string {
	return regexp.MustCompile(`((?:there (?:is|are):?) (?:[^\s]+ ){3})[^\n]*`).ReplaceAllString(text, "$1...")
}
