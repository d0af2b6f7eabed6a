package conformance

import (
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/sim/zookeeper"
)

// realSettings are the lines of zoo.cfg and the system properties by which a real server is configured as ours.
func realSettings(c zookeeper.Config) (settings, properties map[string]string) {
	milliseconds := func(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
	settings = map[string]string{"forceSync": "no", "4lw.commands.whitelist": strings.Join(c.Words, ",")}
	properties = map[string]string{
		"zookeeper.extendedTypesEnabled":                     strconv.FormatBool(c.ExtendedTypes),
		"zookeeper.enforceQuota":                             strconv.FormatBool(c.EnforceQuota),
		"zookeeper.DigestAuthenticationProvider.superDigest": c.SuperDigest,
		"znode.container.checkIntervalMs":                    milliseconds(c.CheckInterval),
		"znode.container.maxNeverUsedIntervalMs":             milliseconds(c.NeverUsed),
	}
	return settings, properties
}
