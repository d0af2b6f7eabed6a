package tidy

import (
	"fmt"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A paper is a Markdown file of the repository.
type paper struct{ path, text string }

// A command is a line in a fenced block of the language sh.
type command struct {
	at   token.Position
	text string
}

// elsewhere are the commands of papers that run neither here nor in .ci/run, and why that is enough. Those of our own programs run
// here, with --help, which checks the names of the subcommand and its flags.
var elsewhere = map[string]string{
	".ci/run":                  "is what runs",
	"scripts/realstack up":     "starts servers, which takes minutes the first time",
	"scripts/realstack status": "says what that one has started",
	"scripts/realstack down":   "stops what that one has started",
}

func papers(t *testing.T) []paper {
	t.Helper()
	var all []paper
	err := walk(func(path string) error {
		if !strings.HasSuffix(path, ".md") || within(path, "internal/tidy") {
			return nil
		}
		data, err := os.ReadFile(filepath.Join(root, path))
		all = append(all, paper{path, string(data)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// split separates the titles of a paper (lines of one #) from the commands of its sh blocks. Comments in them are left out.
func (p paper) split() (titles []token.Position, commands []command) {
	fence := ""
	for i, line := range strings.Split(p.text, "\n") {
		at := token.Position{Filename: p.path, Line: i + 1}
		text := strings.TrimSpace(line)
		switch language, fenced := strings.CutPrefix(text, "```"); {
		case fenced && fence == "":
			fence = "```" + language
		case fenced:
			fence = ""
		case fence == "```sh":
			text, _, _ = strings.Cut(text, " #")
			if text = strings.TrimSpace(strings.TrimPrefix(text, "$ ")); text != "" && !strings.HasPrefix(text, "#") {
				commands = append(commands, command{at, text})
			}
		case fence == "" && strings.HasPrefix(line, "# "):
			titles = append(titles, at)
		}
	}
	return titles, commands
}

// ours says whether a command runs a program of the repository.
func (c command) ours() bool {
	return strings.HasPrefix(c.text+" ", "go run ./cmd/onceover ") || strings.HasPrefix(c.text+" ", "go run ./cmd/direct ")
}

// help is the same command asking for help, which checks the names of the subcommand and the flags but does nothing. What a shell would
// do with its output is left out.
func (c command) help() []string {
	words := strings.Fields(c.text)
	end := slices.IndexFunc(words, func(w string) bool { return slices.Contains([]string{"|", "||", "&&", ";", ">", "2>"}, w) })
	if end >= 0 {
		words = words[:end]
	}
	return append(words, "--help")
}

// unknown finds commands that nothing runs, and entries of the table that no paper has.
func unknown(commands []command, ci string, elsewhere map[string]string) []finding {
	var findings []finding
	seen := map[string]bool{}
	for _, c := range commands {
		seen[c.text] = true
		_, known := elsewhere[c.text]
		if !known && !c.ours() && !strings.Contains(ci, " "+c.text+"\n") {
			findings = append(findings, finding{c.at, fmt.Sprintf("nothing runs %q", c.text)})
		}
	}
	for _, text := range slices.Sorted(maps.Keys(elsewhere)) {
		if !seen[text] {
			findings = append(findings, finding{text: fmt.Sprintf("no paper has %q", text)})
		}
	}
	return findings
}

func TestPapersHaveOneTitle(t *testing.T) {
	all := papers(t)
	for _, path := range []string{"README.md", "DESIGN.md", "CONTRIBUTING.md"} {
		if !slices.ContainsFunc(all, func(p paper) bool { return p.path == path }) {
			t.Errorf("%s is missing", path)
		}
	}
	for _, p := range all {
		if titles, _ := p.split(); len(titles) != 1 {
			t.Errorf("%s has %d titles, want 1", p.path, len(titles))
		}
	}
}

func TestCommandsOfPapersAreRun(t *testing.T) {
	var commands []command
	for _, p := range papers(t) {
		_, found := p.split()
		commands = append(commands, found...)
	}
	report(t, unknown(commands, read(t, ".ci/run"), elsewhere))
	for _, c := range commands {
		if !c.ours() {
			continue
		}
		words := c.help()
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %q: %v\n%s", c.at, words, err, out)
		}
	}
}

func TestPaperRuleFires(t *testing.T) {
	p := paper{"bad.md", read(t, "internal/tidy/testdata/papers/bad.md")}
	titles, commands := p.split()
	if diff := cmp.Diff([]int{1, 20}, []int{titles[0].Line, titles[1].Line}); diff != "" {
		t.Errorf("titles (-want +got):\n%s", diff)
	}
	ci := "step 'tests' go test ./...\n"
	contain(t, unknown(commands, ci, map[string]string{"make": "is for another project"}),
		`nothing runs "go test ./sim"`,
		`nothing runs "onceover run"`,
		`no paper has "make"`)
	if diff := cmp.Diff([]string{"go", "run", "./cmd/onceover", "run", "--cases", "50", "--help"}, commands[0].help()); diff != "" {
		t.Errorf("help (-want +got):\n%s", diff)
	}
}
