package zookeeper

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	quotaRoot  = "/zookeeper/quota"
	quotaLimit = "zookeeper_limits"
	quotaStats = "zookeeper_stats"
)

// quotas are the paths that have a limit. The limits themselves only ever made the real server log, unless it was told
// to enforce them; what clients see is that the stats of such a path are kept up to date, without a version or a
// transaction of their own.
type quotas map[string]struct{}

// limited is the longest path with a limit that is the given one or above it, or "".
func (q quotas) limited(path string) string {
	for len(q) > 0 && path != "" {
		if _, ok := q[path]; ok {
			return path
		}
		path = parentOf(path)
	}
	return ""
}

// quotaCreated notes that a node exists: it may be a limit, a limit's stats, or lie under one.
func (t *tree) quotaCreated(path string, n *node) {
	if parent := parentOf(path); strings.HasPrefix(parent, quotaRoot+"/") {
		about := parent[len(quotaRoot):]
		switch baseOf(path) {
		case quotaLimit:
			t.quotas[about] = struct{}{}
		case quotaStats:
			n.data = t.statsOf(about)
		}
	}
	t.count(path, len(n.data), 1)
}

func (t *tree) quotaDeleted(path string, n *node) {
	if parent := parentOf(path); strings.HasPrefix(parent, quotaRoot+"/") && baseOf(path) == quotaLimit {
		delete(t.quotas, parent[len(quotaRoot):])
	}
	t.count(path, -len(n.data), -1)
}

// count adds to the stats of the limit that the path is under, if there is one.
func (t *tree) count(path string, bytes, nodes int) {
	about := t.quotas.limited(path)
	if about == "" {
		return
	}
	stats := t.nodes[quotaRoot+about+"/"+quotaStats]
	if stats == nil {
		return
	}
	had := parseStats(stats.data)
	stats.data = formatStats(had["count"]+nodes, had["bytes"]+bytes)
}

// statsOf counts a path and everything below it.
func (t *tree) statsOf(path string) []byte {
	nodes, bytes := 0, 0
	for p, n := range t.nodes { //tidy:unordered a sum
		if isUnder(p, path) {
			nodes++
			bytes += len(n.data)
		}
	}
	return formatStats(nodes, bytes)
}

func formatStats(nodes, bytes int) []byte { return fmt.Appendf(nil, "count=%d,bytes=%d", nodes, bytes) }

// parseStats reads what formatStats wrote; what somebody else wrote counts as -1, as in the real server.
func parseStats(data []byte) map[string]int {
	stats := map[string]int{"count": -1, "bytes": -1}
	for _, pair := range strings.Split(string(data), ",") {
		key, value, _ := strings.Cut(pair, "=")
		if n, err := strconv.Atoi(value); err == nil {
			stats[key] = n
		}
	}
	return stats
}
