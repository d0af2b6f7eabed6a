package scenarios

import "github.com/onceover/onceover/faults"

// upgradeRows have another build come after the first.
var upgradeRows = []row{
	{
		name: "drained-stop-new-build", about: "SIGTERM, and the restart is another build",
		builds: []Program{directV1, directV2}, inspect: inspectUpgrade,
		draw: func(c *faults.Choices, d design) faults.Schedule {
			return schedule(d.ends(c, faults.Stop))
		},
		want: all(ok),
	},
	{
		name: "kill-new-build", about: "a crash anywhere, and the restart is another build",
		builds: []Program{directV1, directV2}, inspect: inspectUpgrade,
		draw: func(c *faults.Choices, d design) faults.Schedule {
			return schedule(d.ends(c, faults.Crash))
		},
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "partition-count-and-new-build", about: "SIGTERM, partitions are added, and the restart is another build",
		load: grows, builds: []Program{directV1, directV2}, inspect: inspectUpgrade,
		draw: func(c *faults.Choices, _ design) faults.Schedule {
			stop := stopped(c, 2)
			stop.Kind, stop.Restart.Version = faults.Stop, "v2"
			return schedule(stop, addPartitions(stop.At))
		},
		want: all(ok),
	},
}

// ends ends the first build anywhere.
func (d design) ends(c *faults.Choices, how faults.Kind) faults.Fault {
	return faults.Fault{Kind: how, Restart: restart(c, "v2"), At: d.anywhere(c)}
}
