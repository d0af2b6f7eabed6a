package model

import (
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// HBaseBatchCommits reads a cell of a batch's row in HBase, "topic:group:milliseconds", whose column "offsets:3" holds the next offset of
// partition 3 as a plain decimal number. The cells of one row are stored at once. A row whose time is before that of another does not count
// for its readers as long as that one is there; to the judge the row that was written last does.
func HBaseBatchCommits(e trace.Event) []Commit {
	if e.Name != "hbase.effect" {
		return nil
	}
	column, ok := strings.CutPrefix(e.Str("field"), "offsets:")
	topic, rest, named := strings.Cut(e.Str("key"), ":")
	at := strings.LastIndexByte(rest, ':') // a group's name may hold a colon, a topic's may not
	c := Commit{Topic: topic, Client: e.Str("client"), Txn: -e.Int("txn")}
	if !ok || !named || at < 0 || !c.setPartition(column) {
		return nil
	}
	if _, dated := plainDecimal(rest[at+1:]); !dated {
		return nil
	}
	c.Group = rest[:at]
	switch e.Str("command") {
	case "DELETE", "DELETE_VERSION":
		c.Removed = true
	case "PUT":
		c.setOffset(e.Str("value"))
	default:
		return nil
	}
	return []Commit{c}
}
