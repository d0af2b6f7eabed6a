package tidy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A dependency is a module outside the standard library, and the only directories whose code, with all below, may import it.
// Tests may import any module of the table, unless it says that the ban holds for them too.
type dependency struct {
	module string
	dirs   []string
	tests  bool // the ban holds for tests too
	why    string
}

var dependencies = []dependency{
	{"github.com/tetratelabs/wazero", []string{"sim/machine"}, true, "one package decides how programs run"},
	{"golang.org/x/sys", []string{"sim/machine"}, false, "address space for the memory of instances"},
	{"github.com/twmb/franz-go", []string{"consumer", "cmd/direct", "scenarios/broken", "scenarios/designs", "scenarios/producer", "sim/services/kafka"}, false, "the Kafka client"},
	{"github.com/twmb/franz-go/pkg/kmsg", []string{"consumer", "scenarios/broken", "scenarios/designs", "sim/services/kafka"}, false, "Kafka's requests"},
	{"github.com/twmb/franz-go/pkg/kfake", []string{"sim/services/kafka", "cmd/onceover", "cmd/direct"}, false, "the Kafka brokers of a world, of serve and of a trial"},
	{"github.com/twmb/franz-go/pkg/kadm", []string{"cmd/direct", "scenarios/designs"}, false, "a topic's partitions, the ends of its logs, and a group's offsets"},
	{"github.com/alicebob/miniredis/v2", []string{"sim/services/redis", "cmd/onceover"}, false, "the Redis of a world, and of serve"},
	{"github.com/go-zookeeper/zk", []string{"consumer/offsets", "scenarios/broken", "scenarios/designs", "scenarios/monitor"}, false, "the ZooKeeper client"},
	{"github.com/redis/go-redis/v9", []string{"consumer/sinks", "scenarios/designs"}, false, "the Redis client"},
	{"github.com/jackc/pgx/v5", []string{"consumer/sinks/postgres"}, false, "the PostgreSQL client"},
	{"github.com/IBM/sarama", nil, false, "another Kafka client, to measure beside"},
	{"github.com/segmentio/kafka-go", nil, false, "another Kafka client, to measure beside"},
	{"github.com/spf13/cobra", []string{"cmd/onceover", "cmd/direct"}, false, "the command lines"},
	{"github.com/spf13/pflag", []string{"consumer/settings", "consumer/direct"}, false, "a flag for every setting"},
	{"go.yaml.in/yaml/v3", []string{"consumer/settings"}, false, "files of settings"},
	{"github.com/prometheus/client_golang", []string{"consumer/metrics", "consumer/direct"}, false, "measurements of the consumer"},
	{"github.com/schollz/progressbar/v3", []string{"cmd/onceover"}, false, "what takes time is shown on a terminal"},
	{"golang.org/x/term", []string{"cmd/onceover"}, false, "whether anybody looks at the progress"},
	{"pgregory.net/rapid", []string{"faults", "scenarios"}, false, "schedules and scenarios are drawn by rapid, too"},
	{"github.com/google/go-cmp", nil, false, "differences in tests"},
	{"golang.org/x/tools", nil, false, "txtar goldens in tests"},
}

// depending finds imports of modules by packages that the table does not name.
func depending(sources []source, dependencies []dependency) []finding {
	var findings []finding
	for _, s := range sources {
		for _, spec := range s.ast.Imports {
			path := importPath(spec.Path.Value)
			if standard(path) || within(path, module) {
				continue
			}
			d, known := dependencyOf(path, dependencies)
			switch {
			case !known:
				findings = append(findings, finding{s.at(spec.Pos()), fmt.Sprintf("%s is of no module in the table", path)})
			case s.test && !d.tests:
			case !slices.ContainsFunc(d.dirs, func(dir string) bool { return within(s.dir, dir) }):
				findings = append(findings, finding{s.at(spec.Pos()), fmt.Sprintf("%s may not import %s (%s)", s.dir, d.module, d.why)})
			}
		}
	}
	return findings
}

// dependencyOf is the innermost module of the table that a package is of.
func dependencyOf(path string, dependencies []dependency) (dependency, bool) {
	var found dependency
	for _, d := range dependencies {
		if within(path, d.module) && len(d.module) > len(found.module) {
			found = d
		}
	}
	return found, found.module != ""
}

// standard says whether an import path is of the standard library: those have no dot in their first element.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// goneDependencies finds modules and directories of the table that nothing requires or imports any more.
func goneDependencies(sources []source, dependencies []dependency) []finding {
	var findings []finding
	for _, d := range dependencies {
		imports := func(s source) bool {
			return slices.ContainsFunc(importsOf(s), func(path string) bool {
				of, _ := dependencyOf(path, dependencies)
				return of.module == d.module
			})
		}
		for _, dir := range d.dirs {
			if !slices.ContainsFunc(sources, func(s source) bool { return !s.test && within(s.dir, dir) && imports(s) }) {
				findings = append(findings, finding{text: fmt.Sprintf("nothing in %s imports %s, as the table allows", dir, d.module)})
			}
		}
		if !slices.ContainsFunc(sources, imports) {
			findings = append(findings, finding{text: fmt.Sprintf("nothing imports %s", d.module)})
		}
	}
	return findings
}

func importsOf(s source) []string {
	var paths []string
	for _, spec := range s.ast.Imports {
		paths = append(paths, importPath(spec.Path.Value))
	}
	return paths
}

func TestModulesAreImportedWhereArgued(t *testing.T) {
	report(t, depending(sources(t), dependencies))
	report(t, goneDependencies(sources(t), dependencies))
}

func TestModuleRuleFires(t *testing.T) {
	table := []dependency{
		{"example.com/runtime", []string{"sim/machine"}, true, "one package decides"},
		{"example.com/runtime/api", []string{"sim"}, false, "types only"},
		{"example.com/gone", []string{"sim"}, false, "not used any more"},
	}
	bad := example(t, "modules/bad.go", "sim")
	expect(t, bad.path, depending([]source{bad}, table))

	contain(t, goneDependencies([]source{bad}, table),
		"nothing in sim/machine imports example.com/runtime, as the table allows",
		"nothing in sim imports example.com/gone, as the table allows",
		"nothing imports example.com/gone")
}
