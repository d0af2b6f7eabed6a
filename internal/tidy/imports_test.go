package tidy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A part is a directory with all below it that no other part names.
type part struct {
	dir string
	may []string // the parts of the repository, each with all below, that it may import
}

// parts is the direction of imports: cmd -> reports -> scenarios -> {faults, model} -> sim. Who makes a run does not judge it, so sim
// and faults do not know model; who judges it knows the trace only. The consumer is the system under test and knows none of them.
var parts = []part{
	{dir: "sim", may: []string{"sim"}},
	{dir: "sim/trace"},
	{dir: "sim/wasi"},
	{dir: "sim/disk"},
	{dir: "sim/network", may: []string{"sim/wasi"}},
	{dir: "sim/guest", may: []string{"sim/trace"}},
	{dir: "sim/zookeeper", may: []string{"sim/trace", "sim/zookeeper/wire"}},
	{dir: "sim/zookeeper/wire"},
	{dir: "sim/zookeeper/zookeepertest", may: []string{"sim/trace", "sim/zookeeper"}},
	{dir: "sim/zookeeper/hazards", may: []string{"sim/zookeeper"}},
	{dir: "sim/zookeeper/launcher", may: []string{"sim/zookeeper"}},
	{dir: "sim/zookeeper/original"},
	{dir: "sim/zookeeper/differential", may: []string{"sim/trace", "sim/zookeeper"}},
	{dir: "sim/zookeeper/benchmark", may: []string{"sim/zookeeper"}},
	{dir: "sim/zookeeper/zoocfg", may: []string{"sim/zookeeper"}},
	{dir: "sim/services", may: []string{"sim/guest", "sim/services/exchange", "sim/trace", "sim/zookeeper"}},
	{dir: "sim/services/exchange", may: []string{"sim/guest", "sim/trace"}},
	{dir: "model", may: []string{"sim/trace"}},
	{dir: "faults", may: []string{"sim", "internal/strict"}},
	{dir: "consumer", may: []string{"consumer"}},
	{dir: "scenarios", may: []string{"faults", "model", "sim", "internal/strict"}},
	{dir: "scenarios/producer"},
	{dir: "scenarios/monitor"},
	{dir: "scenarios/broken", may: []string{"consumer"}},
	{dir: "scenarios/designs"},
	{dir: "reports", may: []string{"scenarios", "faults", "model", "sim"}},
	{dir: "cmd/onceover", may: []string{"reports", "scenarios", "faults", "model", "sim", "internal/strict"}},
	{dir: "cmd/direct", may: []string{"consumer", "sim/zookeeper"}},
	{dir: "cmd/direct/realkill", may: []string{"model", "sim/trace"}},
	{dir: "internal/strict"},
	{dir: "internal/tidy"},
}

// testImports are imports that only a part's tests may have: the real parts between which it stands.
var testImports = []part{
	{dir: "consumer/offsets", may: []string{"sim/zookeeper"}},
	{dir: "consumer/benchmark", may: []string{"sim/zookeeper"}},
	{dir: "sim/zookeeper/conformance", may: []string{"sim/zookeeper", "sim/zookeeper/original"}},
	{dir: "sim/services/world_test", may: []string{"sim", "faults"}},
	{dir: "scenarios/guarantees", may: []string{"scenarios"}},
}

// importing finds imports of the repository's own packages against the direction.
func importing(sources []source, parts, tests []part) []finding {
	var findings []finding
	for _, s := range sources {
		home, ok := partOf(s.dir, parts)
		if !ok {
			findings = append(findings, finding{s.at(s.ast.Name.Pos()), fmt.Sprintf("package %q is in no part of the import rule", s.dir)})
			continue
		}
		may := home.may
		if s.test {
			extra, _ := partOf(s.dir, tests)
			may = slices.Concat(may, extra.may, []string{s.dir})
		}
		for _, spec := range s.ast.Imports {
			path, ours := strings.CutPrefix(importPath(spec.Path.Value), module+"/")
			if ours && !slices.ContainsFunc(may, func(dir string) bool { return within(path, dir) }) {
				findings = append(findings, finding{s.at(spec.Pos()), fmt.Sprintf("%s may not import %s", s.dir, path)})
			}
		}
	}
	return findings
}

// partOf is the innermost part that a directory lies in.
func partOf(dir string, parts []part) (part, bool) {
	var found part
	for _, p := range parts {
		if within(dir, p.dir) && len(p.dir) > len(found.dir) {
			found = p
		}
	}
	return found, found.dir != ""
}

func importPath(literal string) string {
	path, err := strconv.Unquote(literal)
	if err != nil {
		panic(err) // the parser has accepted the literal
	}
	return path
}

// testers are the packages whose code, not only their tests, may import testing: those that a user's own test calls.
var testers = []string{"scenarios", "sim/zookeeper/original", "sim/zookeeper/zookeepertest"}

// tested finds imports of testing outside tests.
func tested(sources []source, testers []string) []finding {
	var findings []finding
	for _, s := range sources {
		for _, spec := range s.ast.Imports {
			if path := importPath(spec.Path.Value); !s.test && within(path, "testing") && !slices.Contains(testers, s.dir) {
				findings = append(findings, finding{s.at(spec.Pos()), fmt.Sprintf("%s imports %s outside its tests", s.dir, path)})
			}
		}
	}
	for _, dir := range testers {
		if !slices.ContainsFunc(sources, func(s source) bool { return s.dir == dir && !s.test && slices.Contains(importsOf(s), "testing") }) {
			findings = append(findings, finding{text: dir + " may import testing, and does not"})
		}
	}
	return findings
}

// goneParts finds parts that the table names and the repository lacks.
func goneParts(sources []source, tables ...[]part) []finding {
	var findings []finding
	for _, table := range tables {
		for _, p := range table {
			for _, dir := range slices.Concat([]string{p.dir}, p.may) {
				if !slices.ContainsFunc(sources, func(s source) bool { return within(s.dir, dir) }) {
					findings = append(findings, finding{text: fmt.Sprintf("the import rule names %s, which does not exist", dir)})
				}
			}
		}
	}
	return findings
}

func TestImportsPointOneWay(t *testing.T) {
	report(t, importing(sources(t), parts, testImports))
	report(t, goneParts(sources(t), parts, testImports))
}

func TestTestingIsForTests(t *testing.T) {
	report(t, tested(sources(t), testers))
}

func TestTestingRuleFires(t *testing.T) {
	bad := example(t, "imports/testing.go", "sim")
	expect(t, bad.path, tested([]source{bad}, nil))
	contain(t, tested([]source{bad}, []string{"sim", "faults"}), "faults may import testing, and does not")
}

func TestImportRuleFires(t *testing.T) {
	table := []part{{dir: "faults", may: []string{"sim"}}}
	bad := example(t, "imports/bad.go", "faults")
	expect(t, bad.path, importing([]source{bad}, table, nil))

	contain(t, importing([]source{example(t, "imports/bad.go", "elsewhere")}, table, nil),
		`package "elsewhere" is in no part of the import rule`)
	contain(t, goneParts([]source{bad}, table), "the import rule names sim, which does not exist")
}
