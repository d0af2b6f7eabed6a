package conformance

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

var update = flag.Bool("update", false, "write what the real ZooKeeper says as what the stories expect")

func files(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("stories: %v, %v", files, err)
	}
	return files
}

func title(file string) string { return strings.TrimSuffix(filepath.Base(file), ".txt") }

// TestStories tells the stories to our server.
func TestStories(t *testing.T) {
	for _, file := range files(t) {
		t.Run(title(file), func(t *testing.T) {
			s := readStory(t, file)
			synctest.Test(t, func(t *testing.T) {
				server, stop := ours(with(t, s))
				defer stop()
				for i, got := range tell(t, server, s) {
					x := &s[i]
					if want := x.expected(); !slices.Equal(got, want) {
						differ(t, x.act, want, got)
					}
					if x.because != "" && slices.Equal(got, x.want) {
						t.Errorf("> %s\nis answered as the real server does; the difference (%s) is no more", x.act, x.because)
					}
				}
			})
		})
	}
}

// TestOriginal tells them to a real ZooKeeper, where package original may start one, and with -update writes down what it says.
func TestOriginal(t *testing.T) {
	for _, file := range files(t) {
		t.Run(title(file), func(t *testing.T) {
			t.Parallel()
			s := readStory(t, file)
			server := theOriginal(t, with(t, s))
			for i, got := range tell(t, server, s) {
				if *update {
					s[i].want = got
				} else if !slices.Equal(got, s[i].want) {
					differ(t, s[i].act, s[i].want, got)
				}
			}
			if !*update {
				return
			}
			if err := os.WriteFile(file, []byte(s.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func differ(t *testing.T, act string, want, got []string) {
	t.Helper()
	t.Errorf("> %s\nwant:\n%s\ngot:\n%s", act, strings.Join(want, "\n"), strings.Join(got, "\n"))
}

// TestDifferencesAreListed holds that what ours is said to do otherwise stands in DIFFERENCES.md.
func TestDifferencesAreListed(t *testing.T) {
	list, err := os.ReadFile("../DIFFERENCES.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files(t) {
		for _, x := range readStory(t, file) {
			if x.because == "" && x.ours != nil || x.because != "" && !strings.Contains(string(list), "| "+x.because+" |") {
				t.Errorf("%s: > %s\ndiffers because of %q, which is no row of DIFFERENCES.md", title(file), x.act, x.because)
			}
		}
	}
}
