package tidy

import (
	"fmt"
	"go/ast"
	"slices"
	"testing"
)

// hosts are the packages of host code: what they do is decided by their arguments alone. A world computed by them is a function of its
// seed, and a judge's verdict one of the trace.
var hosts = []string{
	"sim", "sim/disk", "sim/machine", "sim/network", "sim/trace", "sim/wasi", "sim/zookeeper",
	"sim/zookeeper/wire", "sim/zookeeper/zoocfg", "model", "faults", "scenarios", "reports",
}

// others are the packages, with all below, that lie next to host code and are none: guests are deterministic because their clock,
// randomness and scheduling are the world's, and building programs is the go command's work.
var others = []string{"sim/guest", "sim/services", "sim/program", "sim/zookeeper/conformance", "sim/zookeeper/launcher", "sim/zookeeper/original", "sim/zookeeper/zookeepertest", "sim/zookeeper/hazards", "scenarios/producer", "scenarios/monitor", "scenarios/broken", "scenarios/designs"}

// unclassified finds packages next to host code that neither table names, and names of packages that do not exist.
func unclassified(sources []source, hosts, others []string) []finding {
	var findings []finding
	for _, dir := range slices.Concat(hosts, others) {
		if !slices.ContainsFunc(sources, func(s source) bool { return within(s.dir, dir) && !s.test }) {
			findings = append(findings, finding{text: fmt.Sprintf("the rule names %s, which does not exist", dir)})
		}
	}
	for _, s := range sources {
		above := slices.ContainsFunc(hosts, func(dir string) bool { return within(s.dir, dir) })
		below := slices.ContainsFunc(others, func(dir string) bool { return within(s.dir, dir) })
		if !s.test && above && !below && !slices.Contains(hosts, s.dir) {
			findings = append(findings, finding{s.at(s.ast.Name.Pos()), fmt.Sprintf("say whether %s is host code", s.dir)})
		}
	}
	return findings
}

// An exemption is a file of host code that may use what the rule bans, and why.
type exemption struct {
	path string
	uses []string // as findings name them
	why  string
}

var exemptions = []exemption{
	{"scenarios/locate.go", []string{"os/exec"}, "finds the source of the programs to run, before there is a world"},
	{"scenarios/subject.go", []string{"os.UserCacheDir"}, "keeps compiled programs there; what they do is the same without"},
	{"sim/zookeeper/server.go", []string{"time.Now", "time.Since", "time.AfterFunc", "go"}, "serves a network, in the time of its process"},
	{"sim/zookeeper/linger.go", []string{"time.Now"}, "bounds how long a client that was hung up on is read from"},
	{"sim/zookeeper/limits.go", []string{"time.NewTimer", "select"}, "holds answers back on connections of that server"},
}

// A nondeterminism is a place in host code where a run may differ from the next one.
type nondeterminism struct {
	in   source
	node ast.Node
	use  string // what an exemption names, such as "time.Now" or "go"
	text string
}

// deterministic finds what may differ between two runs of host code, and exemptions that nothing needs.
func deterministic(packages []typed, exemptions []exemption) []finding {
	var findings []finding
	needed := map[string]bool{}
	for _, p := range packages {
		for _, n := range slices.Concat(uses(p), statements(p)) {
			if exempted(n, exemptions) {
				needed[n.in.path+" "+n.use] = true
				continue
			}
			findings = append(findings, finding{n.in.at(n.node.Pos()), n.text})
		}
	}
	for _, e := range exemptions {
		for _, use := range e.uses {
			if !needed[e.path+" "+use] {
				findings = append(findings, finding{text: fmt.Sprintf("%s is exempt for %s, and has none", e.path, use)})
			}
		}
	}
	return findings
}

func exempted(n nondeterminism, exemptions []exemption) bool {
	return slices.ContainsFunc(exemptions, func(e exemption) bool {
		return e.path == n.in.path && slices.Contains(e.uses, n.use)
	})
}

func TestHostCodeIsDeterministic(t *testing.T) {
	report(t, unclassified(sources(t), hosts, others))
	packages, err := load(hosts)
	if err != nil {
		t.Fatal(err)
	}
	report(t, deterministic(packages, exemptions))
}

func TestDeterminismRuleFires(t *testing.T) {
	packages := loadExample(t, "determinism")
	expect(t, packages[0].dir+"/bad.go", deterministic(packages, nil))
}

func TestExemptions(t *testing.T) {
	packages := loadExample(t, "exempt")
	file := packages[0].dir + "/exempt.go"
	contain(t, deterministic(packages, []exemption{{file, []string{"os/exec", "go"}, "shows that the rule spares it"}}),
		file+" is exempt for go, and has none")
}

func TestUnclassifiedPackages(t *testing.T) {
	clock := example(t, "exempt/exempt.go", "sim/clock")
	contain(t, unclassified([]source{clock}, []string{"sim"}, []string{"sim/guest"}),
		"the rule names sim/guest, which does not exist", "say whether sim/clock is host code")
}

func loadExample(t *testing.T, name string) []typed {
	t.Helper()
	packages, err := load([]string{"internal/tidy/testdata/" + name})
	if err != nil {
		t.Fatal(err)
	}
	return packages
}
