package model

import (
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// LineCommits reads a write to /consumers/<group>/offsets/<topic>, below any chroot, of a consumer that keeps the offsets of all partitions
// in that one znode, as a line: "0:123,1:456". What the line lacks is not known to have been removed. An empty znode stores nothing: it is
// what is above the znodes of ZooKeeperCommits.
func LineCommits(e trace.Event) []Commit {
	if e.Name != "zookeeper.write" {
		return nil
	}
	parts := strings.Split(e.Str("path"), "/")
	n := len(parts)
	text := e.Str("data")
	if n < 5 || parts[n-4] != "consumers" || parts[n-2] != "offsets" || text == "" {
		return nil
	}
	var all []Commit
	for part := range strings.SplitSeq(text, ",") {
		c := Commit{
			Group: parts[n-3], Topic: parts[n-1], Client: e.Str("client"), Txn: -e.Int("zxid"), Restored: e.Str("kind") == "restore",
		}
		partition, offset, _ := strings.Cut(part, ":")
		if c.setPartition(partition) {
			c.setOffset(offset)
		} else {
			c.Partition, c.Malformed = 0, true // it may have meant any
		}
		all = append(all, c)
	}
	return all
}
