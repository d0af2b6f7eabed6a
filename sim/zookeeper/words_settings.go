package zookeeper

import "strconv"

// conf tells the settings. Nothing is kept in the directories.
func (r *report) conf() {
	c := &r.server.state.config
	dir := c.DataDir + "/version-2"
	id := 0
	if c.Members > 1 {
		id = int(c.ServerID) + r.member
	}
	for _, s := range []struct{ name, value string }{
		{"clientPort", strconv.Itoa(r.server.ports[r.member])},
		{"secureClientPort", "-1"},
		{"dataDir", dir},
		{"dataDirSize", "0"},
		{"dataLogDir", dir},
		{"dataLogSize", "0"},
		{"tickTime", strconv.FormatInt(c.Tick.Milliseconds(), 10)},
		{"maxClientCnxns", strconv.Itoa(max(c.MaxConnections, 0))},
		{"minSessionTimeout", strconv.FormatInt(c.MinSessionTimeout.Milliseconds(), 10)},
		{"maxSessionTimeout", strconv.FormatInt(c.MaxSessionTimeout.Milliseconds(), 10)},
		{"clientPortListenBacklog", "-1"},
		{"serverId", strconv.Itoa(id)},
	} {
		r.line(s.name, "=", s.value)
	}
}

func (r *report) dirs() {
	r.line("datadir_size: 0")
	r.line("logdir_size: 0")
}

// envi has the names that the real server has. There is no Java to tell of, and the machine is nobody's business.
func (r *report) envi() {
	r.line("Environment:")
	r.line("zookeeper.version=", version)
	r.line("host.name=localhost")
	for _, name := range []string{
		"java.version", "java.vendor", "java.home", "java.class.path", "java.library.path", "java.io.tmpdir",
		"java.compiler", "os.name", "os.arch", "os.version", "user.name", "user.home", "user.dir", "os.memory.free",
		"os.memory.max", "os.memory.total",
	} {
		r.line(name, "=<NA>")
	}
}
