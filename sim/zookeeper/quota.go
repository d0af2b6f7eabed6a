package zookeeper

import (
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

const (
	quotaRoot  = "/zookeeper/quota"
	quotaLimit = "zookeeper_limits"
	quotaStats = "zookeeper_stats"
)

// quotas are the paths that have a limit. What clients see is that the stats of such a path are kept up to date, without
// a version or a transaction of their own, and, where Config.EnforceQuota is set, that hard limits refuse writes.
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
	length := len(n.data)
	if about, ok := strings.CutPrefix(parentOf(path), quotaRoot); ok && (about == "" || about[0] == '/') {
		switch {
		case baseOf(path) == quotaStats:
			n.data = t.statsOf(about)
		case baseOf(path) == quotaLimit && about != "": // a limit of the root ends the real server
			t.quotas[about] = struct{}{}
		}
	}
	t.count(path, length, 1)
}

func (t *tree) quotaDeleted(path string, n *node) {
	if parent := parentOf(path); strings.HasPrefix(parent, quotaRoot+"/") && baseOf(path) == quotaLimit {
		delete(t.quotas, parent[len(quotaRoot):])
	}
	t.count(path, -len(n.data), -1)
}

// count adds to the stats of the limit that the path is under, if there is one. (Stats that cannot be read end the real
// server; here they stay as they are.)
func (t *tree) count(path string, bytes, nodes int) {
	about := t.quotas.limited(path)
	if about == "" {
		return
	}
	stats := t.nodes[quotaRoot+about+"/"+quotaStats]
	if stats == nil {
		return
	}
	had, ok := parseTrack(stats.data)
	if !ok {
		return
	}
	had["count"], had["bytes"] = had.get("count")+int64(nodes), had.get("bytes")+int64(bytes)
	stats.data = had.format()
}

// statsOf counts a path and everything below it; the empty path is the root.
func (t *tree) statsOf(path string) []byte {
	if path == "" {
		path = "/"
	}
	nodes, bytes := int64(0), int64(0)
	for p, n := range t.nodes { //tidy:unordered a sum
		if isUnder(p, path) {
			nodes++
			bytes += int64(len(n.data))
		}
	}
	return track{"count": nodes, "bytes": bytes}.format()
}

// checkQuota reports whether so many more bytes and znodes would pass a hard limit. It looks at what has been applied,
// so that a multi can pass it (ZooKeeperServer.checkQuota).
func (p *preparation) checkQuota(path string, bytes, nodes int) wire.Code {
	if !p.enforce {
		return wire.OK
	}
	about := p.tree.quotas.limited(path)
	limits, stats := p.tree.nodes[quotaRoot+about+"/"+quotaLimit], p.tree.nodes[quotaRoot+about+"/"+quotaStats]
	if about == "" || limits == nil {
		return wire.OK
	}
	limit, ok := parseTrack(limits.data)
	if !ok {
		return wire.MarshallingError
	}
	ofCount := nodes != 0 && max(limit.get("count"), limit.get("countHardLimit")) > -1
	ofBytes := bytes != 0 && max(limit.get("bytes"), limit.get("byteHardLimit")) > -1
	if !ofCount && !ofBytes || stats == nil {
		return wire.OK
	}
	now, ok := parseTrack(stats.data)
	switch {
	case !ok:
		return wire.MarshallingError
	case ofCount && limit.exceeded("countHardLimit", now.get("count")+int64(nodes)),
		ofBytes && limit.exceeded("byteHardLimit", now.get("bytes")+int64(bytes)):
		return wire.QuotaExceeded
	}
	return wire.OK
}
