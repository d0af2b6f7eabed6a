package scenarios

import (
	"strconv"
	"strings"
)

// direct is the direct consumer with a sink, for a workload.
func direct(sink string, load Workload, builds ...Program) Consumer {
	return Consumer{Builds: builds, Args: append([]string{"run"}, directArgs(sink, load)...)}
}

// variantOf is a variant of the program scenarios/broken.
func variantOf(name, sink string, load Workload) Consumer {
	return Consumer{Builds: []Program{broken}, Args: append([]string{name}, directArgs(sink, load)...)}
}

func directArgs(sink string, load Workload) []string {
	return []string{
		"--kafka.brokers", bootstrap(), "--topic", Topic, "--group", Group,
		"--zookeeper.servers", load.zookeeper(),
		"--sink.kind", "redis-" + sink, "--sink.address", "redis:" + strconv.Itoa(redisPort),
		"--batch.max_records_per_partition", strconv.Itoa(load.Batch),
		"--batch.poll_interval", "1s", // a consumer that has read everything costs as much as one that reads
	}
}

// In returns the program with how to build it, where it is one of this module, which lies in moduleDir: by this module
// alone, whatever the caller's flags and workspace say, and without writing into it.
func (p Program) In(moduleDir string) Program {
	if p.Source.Dir == "" && strings.HasPrefix(p.Source.Package, modulePath+"/") {
		p.Source.Dir, p.Source.Env = moduleDir, []string{"GOFLAGS=-mod=readonly", "GOWORK=off"}
	}
	return p
}
