package scenarios

import (
	"slices"
	"strconv"
)

// The builds of the program scenarios/designs.
var (
	designsV1 = own("designs-v1", "./scenarios/designs", "v1")
	designsV2 = own("designs-v2", "./scenarios/designs", "v2")
)

// approach is the design of the program scenarios/designs in the row's world.
func (d Design) approach(r row) Consumer {
	c := Consumer{ArgsOf: r.plainBy, Args: slices.Concat([]string{
		d.Name, "--group", Group, "--topic", Topic, "--brokers", Brokers, "--zookeeper", r.load.zookeeper(), "--redis", Redis,
		"--batch", strconv.Itoa(r.load.Batch), "--hbase", "http://hbase:8080",
	}, d.args, r.plain)}
	for _, version := range r.builds {
		p := designsV1
		if version == designsV2.Version {
			p = designsV2
		}
		p.Version = version
		c.Builds = append(c.Builds, p)
	}
	return c
}
