package scenarios

import (
	"fmt"
	"os"
	"path"
	"slices"

	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// modulePath is this module, whose services every world runs.
const modulePath = "github.com/onceover/onceover"

// A Program is one build of a main package.
type Program struct {
	Name    string // "direct-v2"; programs of one name are the same build
	Version string // of the build, for reports
	Source  program.Source
}

// The programs of the catalogue. Their sources are completed by Locate, which finds this module.
var (
	kafkaProgram     = own("kafka", "./sim/services/kafka", "")
	zookeeperProgram = own("zookeeper", "./sim/services/zookeeper", "")
	redisProgram     = own("redis", "./sim/services/redis", "")
	hbaseProgram     = own("hbase", "./sim/services/hbase", "")
	httpProgram      = own("http", "./sim/services/http", "")
	producerProgram  = own("producer", "./scenarios/producer", "")
	monitorProgram   = own("monitor", "./scenarios/monitor", "")
	directV1         = own("direct-v1", "./cmd/direct", "v1")
	directV2         = own("direct-v2", "./cmd/direct", "v2")
	broken           = own("broken", "./scenarios/broken", "v1")
	brokenOld        = own("broken-old", "./scenarios/broken", "old")
)

// services are the programs that every world runs.
func services() []Program {
	return []Program{kafkaProgram, zookeeperProgram, redisProgram, producerProgram}
}

func own(name, dir, version string) Program {
	p := Program{Name: name, Version: version, Source: program.Source{Package: path.Join(modulePath, dir)}}
	if version != "" {
		p.Source.LDFlags = "-X main.version=" + version
	}
	return p
}

// A Library holds the images that worlds run, by program name. It belongs to one goroutine, like its runtime.
type Library struct {
	runtime *machine.Runtime
	images  map[string]*machine.Image
}

// NewLibrary returns a library without images.
func NewLibrary(r *machine.Runtime) *Library {
	return &Library{runtime: r, images: map[string]*machine.Image{}}
}

// Add compiles a program that was built, or takes it from the cache of compiled programs.
func (l *Library) Add(name string, built program.Program) error {
	wasm, err := os.ReadFile(built.Path)
	if err != nil {
		return fmt.Errorf("read program %s: %w", name, err)
	}
	im, err := l.runtime.Compile(name, built.ID, wasm)
	if err != nil {
		return err
	}
	if name == redisProgram.Name {
		// Its Lua notes when it was initialised, for os.clock alone, which no script of a scenario asks.
		im.KeepSnapshot()
	}
	l.images[name] = im
	return nil
}

// Image is the image of a program that was added.
func (l *Library) Image(name string) *machine.Image {
	im, ok := l.images[name]
	if !ok {
		panic(fmt.Sprintf("scenarios: program %s was not added to the library", name))
	}
	return im
}

// IDs are the identities of the images of these programs, by name.
func (l *Library) IDs(programs []Program) map[string]string {
	ids := map[string]string{}
	for _, p := range programs {
		ids[p.Name] = l.Image(p.Name).ID
	}
	return ids
}

// Programs are all programs that some of the scenarios run, each once, in a fixed order.
func Programs(list []Scenario) []Program {
	out := services()
	for _, s := range list {
		for _, p := range s.programs() {
			if !slices.ContainsFunc(out, func(o Program) bool { return o.Name == p.Name }) {
				out = append(out, p)
			}
		}
	}
	return out
}
