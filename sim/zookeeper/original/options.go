package original

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Options are what differs from a stock zoo.cfg. The zero value is the stock configuration.
type Options struct {
	Tick              time.Duration     // tickTime; 2 s if 0
	MinSessionTimeout time.Duration     // 2 ticks if 0
	MaxSessionTimeout time.Duration     // 20 ticks if 0
	Settings          map[string]string // further lines of zoo.cfg, such as forceSync: no
	Properties        map[string]string // system properties of the Java machine, such as zookeeper.extendedTypesEnabled: true
	Heap              string            // the largest heap, as java's -Xmx takes it; 512m if empty
}

// zooCfg is the configuration file of a server with its data under the directory. All four-letter words are allowed,
// clients are not counted, and the transaction log does not begin with 64 MiB of zeros.
func (o *Options) zooCfg(dir, port string) string {
	settings := map[string]string{
		"dataDir": dir, "clientPort": port, "clientPortAddress": "127.0.0.1", "admin.enableServer": "false",
		"maxClientCnxns": "0", "4lw.commands.whitelist": "*", "preAllocSize": "1024", "tickTime": "2000",
	}
	for key, d := range map[string]time.Duration{
		"tickTime": o.Tick, "minSessionTimeout": o.MinSessionTimeout, "maxSessionTimeout": o.MaxSessionTimeout,
	} {
		if d > 0 {
			settings[key] = fmt.Sprint(d.Milliseconds())
		}
	}
	maps.Copy(settings, o.Settings)
	var lines strings.Builder
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		fmt.Fprintf(&lines, "%s=%s\n", key, settings[key])
	}
	return lines.String()
}

// arguments are those of the java command.
func (o *Options) arguments(classpath string) []string {
	heap := o.Heap
	if heap == "" {
		heap = "512m"
	}
	args := []string{"-Xmx" + heap, "-XX:-UsePerfData", "-Dlog4j.configuration=file:log4j.properties"}
	for _, name := range slices.Sorted(maps.Keys(o.Properties)) {
		args = append(args, "-D"+name+"="+o.Properties[name])
	}
	return append(args, "-cp", classpath, "org.apache.zookeeper.server.quorum.QuorumPeerMain", "zoo.cfg")
}

const log4j = `log4j.rootLogger=WARN, console
log4j.appender.console=org.apache.log4j.ConsoleAppender
log4j.appender.console.layout=org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %-5p [%t:%C{1}@%L] - %m%n
`
