package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/model"
)

// inspectMonitor wants what the monitor saw to be offsets that were stored, in their order up to the last one: the lag that
// it shows is the group's, and none is left at the end. A group whose offsets are in the sink shows nothing.
func inspectMonitor(h *model.History, _ model.Verdict) (notes []string) {
	stored := map[int][]string{} // in ZooKeeper, by partition, what was not seen yet behind what was seen last
	for _, e := range h.Events {
		for _, c := range model.ZooKeeperCommits(e) {
			if is := fmt.Sprint(c.Offset); !slices.Contains(stored[c.Partition], is) {
				stored[c.Partition] = append(stored[c.Partition], is)
			}
		}
		_, text, ok := strings.Cut(e.Str("text"), "monitor: ")
		if e.Name != "proc.output" || e.Proc != "monitor#1" || !ok {
			continue
		}
		var partition int
		var offset string
		if _, err := fmt.Sscanf(text, "partition=%d offset=%s", &partition, &offset); err != nil {
			notes = append(notes, fmt.Sprintf("the monitor was shown no offset: %s (step %d)", strings.TrimSpace(text), e.Seq))
			continue
		}
		i := slices.Index(stored[partition], offset)
		if i < 0 {
			notes = append(notes, fmt.Sprintf("the monitor was shown offset %s of partition %d, which is not stored, or no more (step %d)",
				offset, partition, e.Seq))
			continue
		}
		stored[partition] = stored[partition][i:]
	}
	for partition := range load.Partitions {
		if left := stored[partition]; len(left) > 1 {
			notes = append(notes, fmt.Sprintf("the monitor was not shown what was stored of partition %d at last: %v", partition, left[1:]))
		}
	}
	return notes
}
