package scenarios

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// The ways to divide a topic that are no default, between two instances. One crashes, and comes back when its session has
// ended and the other one has all partitions; the second half of the records comes after that.
var (
	dealtOut = divided("assignor-roundrobin", "roundrobin", "the partitions are dealt out in turn to two instances, of which one crashes", inspectDealtOut)
	sticky   = divided("assignor-sticky", "sticky", "two instances keep what they have of the partitions, and one crashes", inspectSticky)
)

func divided(name, assignor, about string, inspect func(*model.History, model.Verdict) []string) feature {
	return feature{
		name: name, about: about, load: afterPause, instances: together,
		args:    []string{"--instances.shared", "--instances.assignor", assignor},
		promise: model.Promise{Guarantee: model.AtLeastOnce}, inspect: both(inspectTakeover, inspect),
		strikes: func(c *faults.Choices) faults.Schedule {
			return schedule(faults.Fault{Kind: faults.Crash, At: designs[0].soon(c), Restart: &faults.Restart{After: 2 * sessionTimeout}})
		},
	}
}

// A taking is an incarnation that comes to own a partition, and who owned each of them before.
type taking struct {
	event     int
	partition int
	who       string
	before    []string
}

// takings are those of a run, in their order.
func takings(h *model.History) (list []taking) {
	owners := make([]string, afterPause.Partitions)
	for i, e := range h.Events {
		p, ok := ownership(e)
		if !ok || e.Str("kind") != "create" {
			continue
		}
		list = append(list, taking{i, p, e.Str("client"), append([]string(nil), owners...)})
		owners[p] = e.Str("client")
	}
	return list
}

// inspectDealtOut wants one instance to have every other partition at some time, and the other one that between them:
// neighbours, as range would give them, are not dealt out.
func inspectDealtOut(h *model.History, _ model.Verdict) []string {
	owners := make([]string, afterPause.Partitions)
	for _, e := range h.Events {
		p, ok := ownership(e)
		if !ok {
			continue
		}
		owners[p] = ""
		if e.Str("kind") == "create" {
			owners[p], _, _ = strings.Cut(e.Str("client"), "#")
		}
		if owners[1] != "" && owners[0] == owners[2] && owners[0] != owners[1] && owners[0] != "" {
			return nil
		}
	}
	return []string{"the partitions were never dealt out to both instances"}
}

// ownership is the partition whose owner's znode an event makes or deletes.
func ownership(e trace.Event) (partition int, ok bool) {
	dir, base := path.Split(e.Str("path"))
	if e.Name != "zookeeper.write" || dir != "/consumers/"+Group+"/owners/"+Topic+"/" {
		return 0, false
	}
	p, err := strconv.Atoi(base)
	return p, err == nil && p < afterPause.Partitions && (e.Str("kind") == "create" || e.Str("kind") == "delete")
}

// inspectSticky wants nobody to take more than one partition from an instance that lives: that is all that balance asks
// between one that has all three and one that has none.
func inspectSticky(h *model.History, _ model.Verdict) (notes []string) {
	took := map[[2]string]int{}
	for _, t := range takings(h) {
		from := t.before[t.partition]
		if from == "" || from == t.who || ended(h, from, t.event) {
			continue
		}
		move := [2]string{from, t.who}
		if took[move]++; took[move] > 1 {
			notes = append(notes, fmt.Sprintf("%s took %s/%d from %s, which lives, and another one before (step %d)",
				t.who, Topic, t.partition, from, h.Events[t.event].Seq))
		}
	}
	return notes
}

// ended reports whether an incarnation had ended before an event.
func ended(h *model.History, id string, event int) bool {
	for i := range h.Incarnations {
		if in := &h.Incarnations[i]; in.ID == id {
			return in.Ended(event)
		}
	}
	return false
}
