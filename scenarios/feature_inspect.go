package scenarios

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/onceover/onceover/model"
)

// inspectWhole wants files of results to come to their names by being renamed: whoever reads the directory at the wrong
// moment would see a part of what is written under the name itself.
func inspectWhole(h *model.History, _ model.Verdict) (notes []string) {
	for _, e := range h.Events {
		if name := e.Str("path"); e.Name == "disk.write" && path.Ext(name) == ".jsonl" {
			notes = append(notes, fmt.Sprintf("%s wrote %s in place (step %d)", e.Proc, name, e.Seq))
		}
	}
	return notes
}

// The most that the row rate-limited allows a batch to span: of all partitions by the initial rate until there is an
// estimate, and of one partition.
const (
	rateInitialMost   = 3
	ratePartitionMost = 2
)

// inspectRate wants no batch to span more than that. Each is stored by itself.
func inspectRate(h *model.History, _ model.Verdict) (notes []string) {
	stored := map[int]int64{}
	spans := map[string]int64{} // what the first batch of each incarnation spans, of all partitions
	first := map[string]int64{} // and the transaction that stored it
	for _, e := range h.Events {
		for _, c := range model.ZooKeeperCommits(e) {
			before, ok := stored[c.Partition]
			if stored[c.Partition] = c.Offset; !ok || c.Record {
				continue
			}
			if span := c.Offset - before; span > ratePartitionMost {
				notes = append(notes, fmt.Sprintf("%s read %d records of %s/%d at once, more than its rate allows (step %d)",
					c.Client, span, c.Topic, c.Partition, e.Seq))
			}
			if first[c.Client] == 0 {
				first[c.Client] = c.Txn
			}
			if first[c.Client] == c.Txn {
				spans[c.Client] += c.Offset - before
			}
		}
	}
	for _, client := range slices.Sorted(maps.Keys(spans)) {
		if spans[client] > rateInitialMost {
			notes = append(notes, fmt.Sprintf("%s began with %d records, more than the initial rate allows", client, spans[client]))
		}
	}
	return notes
}

// inspectUnreadable wants whoever may not read what is stored to end for that. Had it taken it for nothing, it would have
// ended as well, as it may not make anew what is there: for the wrong reason.
func inspectUnreadable(h *model.History, _ model.Verdict) (notes []string) {
	last := map[string]string{} // what each incarnation said last
	for _, e := range h.Events {
		if !isInstance(e.Proc) {
			continue
		}
		switch text := last[e.Proc]; {
		case e.Name == "proc.output":
			last[e.Proc] = e.Str("text")
		case e.Name == "proc.exit" && e.Int("code") != 0 && !strings.Contains(text, "not authenticated"):
			notes = append(notes, fmt.Sprintf("%s did not end because it may not read what is stored, but: %s (step %d)",
				e.Proc, strings.TrimSpace(text), e.Seq))
		}
	}
	return notes
}
