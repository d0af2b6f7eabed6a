package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// upgradeRows have another build come after the first.
var upgradeRows = []row{
	{
		name: "drained-stop-new-build", about: "SIGTERM, and the restart is another build",
		builds: []string{"v1", "v2"}, inspect: inspectUpgrade, ofAll: true,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(d.firstEnds(c, faults.Stop))
		},
		want: all(ok),
	},
	{
		name: "kill-new-build", about: "a crash anywhere, and the restart is another build",
		builds: []string{"v1", "v2"}, inspect: inspectUpgrade, ofAll: true,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(d.firstEnds(c, faults.Crash))
		},
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "partition-count-and-new-build", about: "SIGTERM, partitions are added, and the restart is another build",
		load: grows, builds: []string{"v1", "v2"}, inspect: inspectUpgrade, ofAll: true,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			stop := d.stopped(c, 2)
			stop.Kind, stop.Restart.Version = faults.Stop, "v2"
			return schedule(stop, addPartitions(stop.At))
		},
		want: all(ok),
	},
	{
		name: "store-migrated", about: "an operator moves the offsets from ZooKeeper to Kafka under a consumer that ends, and the next build knows only Kafka",
		load: Workload{Partitions: 3, Records: 90, Later: 90, LaterAt: 3 * time.Second, Size: 60, Batch: 5},
		args: migration, argsBy: map[string][]string{"v2": {"--store.kind", "kafka", "--migration.to.kind", ""}},
		builds: []string{"v1", "v2"}, errands: []string{"old-leads", "new-leads", "new-only"},
		commits: migrating,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			how := []faults.Kind{faults.Crash, faults.Stop}
			first := faults.Fault{Kind: pick(c, how, "how"), Restart: &faults.Restart{}, At: d.anywhere(c)}
			return schedule(first, faults.Fault{
				Kind: pick(c, how, "how the second ends"), Process: consumerHost, Restart: &faults.Restart{Version: "v2"},
				At: faults.Place{Time: 2*time.Second + time.Duration(c.IntN(900, "milliseconds"))*time.Millisecond},
			})
		},
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "newer-schema-rolled-back", about: "a newer build left records that the older one, which comes back, cannot read",
		builds: []string{"v2", "v1"}, restarts: 4,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			stop := d.betweenBatches(c)
			stop.Restart.Version = "v1"
			newer := fmt.Sprintf("/consumers/%s/positions/%s/%d", Group, Topic, c.IntN(load.Partitions, "partition"))
			return schedule(stop, faults.Fault{Kind: faults.DataSet, Path: newer, Data: `{"schema":1000}`, At: stop.At})
		},
		want: all(ok.stopping()),
	},
	{
		name: "batch-size-change", about: "the first build ends anywhere, and the restart plans smaller batches",
		builds:  []string{"v1", "smaller"},
		argsBy:  map[string][]string{"smaller": {"--batch.max_records_per_partition", "3"}},
		plainBy: map[string][]string{"smaller": {"--batch", "3"}},
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			how := []faults.Kind{faults.Crash, faults.Stop}
			return schedule(faults.Fault{Kind: pick(c, how, "how"), Restart: restart(c, "smaller"), At: d.anywhere(c)})
		},
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "group-renamed", about: "the restart has another group's name: a new group, which says so and begins as its policy has it",
		builds: []string{"v1", "renamed"},
		argsBy: map[string][]string{"renamed": {"--group", renamedGroup}}, plainBy: map[string][]string{"renamed": {"--group", renamedGroup}}, group: renamedGroup,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			how := []faults.Kind{faults.Crash, faults.Stop}
			return schedule(faults.Fault{Kind: pick(c, how, "how"), Restart: restart(c, "renamed"), At: d.anywhere(c)})
		},
		inspect: inspectNotice,
		want:    all(ok),
	},
}

var migration = []string{"--migration.to.kind", "kafka", "--migration.journal", "/journal"}

// migrating reads the offsets of both stores.
func migrating(e trace.Event) []model.Commit {
	moved := model.KafkaCommits(e)
	for i := range moved {
		moved[i].Store = "kafka"
	}
	return append(moved, model.ZooKeeperCommits(e)...)
}

const renamedGroup = "billing-2"

// directAs is the direct consumer's build of that version, or its first build under another version's name, by which it can
// be started in another way.
func directAs(version string) Program {
	p := directV1
	if version == directV2.Version {
		p = directV2
	}
	p.Version = version
	return p
}

// inspectNotice wants a group that begins anew to say so, where somebody looks.
func inspectNotice(h *model.History, _ model.Verdict) []string {
	for _, e := range h.Events {
		text := e.Str("text")
		if e.Name == "proc.output" && strings.Contains(text, `msg="a new group begins"`) && strings.Contains(text, "group="+renamedGroup) {
			return nil
		}
	}
	return []string{"nobody was told that " + renamedGroup + " begins anew"}
}

// firstEnds ends the first build anywhere, or where it has stored itself.
func (d Design) firstEnds(c *faults.Choices, how faults.Kind) faults.Fault {
	if d.bound {
		return faults.Fault{Kind: how, Restart: restart(c, "v2"), At: d.writes(c)}
	}
	return faults.Fault{Kind: how, Restart: restart(c, "v2"), At: d.anywhere(c)}
}
