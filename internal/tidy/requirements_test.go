package tidy

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// argued is how DESIGN.md argues a dependency: in the section "Dependencies", a list item or table row that begins with the module.
var (
	section = regexp.MustCompile(`(?m)^#+ (.*)$`)
	argued  = regexp.MustCompile("(?m)^(?:[-*] |\\| *)\\[?`([^`]+)`")
)

// arguedIn lists the modules for which a design argues.
func arguedIn(design string) []string {
	var modules []string
	titles := section.FindAllStringSubmatchIndex(design, -1)
	for i, title := range titles {
		if !strings.Contains(strings.ToLower(design[title[2]:title[3]]), "dependencies") {
			continue
		}
		end := len(design)
		if i+1 < len(titles) {
			end = titles[i+1][0]
		}
		for _, match := range argued.FindAllStringSubmatch(design[title[1]:end], -1) {
			modules = append(modules, match[1])
		}
	}
	return modules
}

// unargued compares the modules that go.mod requires directly with those that the design argues for.
func unargued(required, argued []string) []finding {
	var findings []finding
	for _, m := range required {
		if !slices.Contains(argued, m) {
			findings = append(findings, finding{text: fmt.Sprintf("go.mod requires %s, for which DESIGN.md has no argument", m)})
		}
	}
	for _, m := range argued {
		if !slices.Contains(required, m) {
			findings = append(findings, finding{text: fmt.Sprintf("DESIGN.md argues for %s, which go.mod does not require", m)})
		}
	}
	return findings
}

// requirements are the modules that a go.mod requires directly.
func requirements(t *testing.T) []string {
	t.Helper()
	read(t, "go.mod") // so that the result cache of go test knows that this test depends on it
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("read go.mod: %v", err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatalf("read go.mod: %v", err)
	}
	var direct []string
	for _, r := range mod.Require {
		if !r.Indirect {
			direct = append(direct, r.Path)
		}
	}
	return direct
}

func TestRequirementsAreArgued(t *testing.T) {
	report(t, unargued(requirements(t), arguedIn(read(t, "DESIGN.md"))))
}

// Each module of the import rule must be required, or the ban bans nothing.
func TestBannedModulesAreRequired(t *testing.T) {
	required := requirements(t)
	for _, d := range dependencies {
		if !slices.Contains(required, d.module) {
			t.Errorf("the import rule names %s, which go.mod does not require", d.module)
		}
	}
}

func TestRequirementRuleFires(t *testing.T) {
	design := read(t, "internal/tidy/testdata/papers/design.md")
	contain(t, unargued([]string{"example.com/a", "example.com/b", "example.com/c", "example.com/e"}, arguedIn(design)),
		"go.mod requires example.com/e, for which DESIGN.md has no argument",
		"DESIGN.md argues for example.com/d, which go.mod does not require")
}
