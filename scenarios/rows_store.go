package scenarios

import (
	"fmt"
	"time"

	"github.com/onceover/onceover/faults"
)

// ensemble is the usual workload with a ZooKeeper of three members.
var ensemble = with(func(w *Workload) { w.Ensemble = 3 })

// storeRows have a ZooKeeper of which something is missing, or whose znodes an operator changes.
var storeRows = []row{
	{
		name: "quorum-lost", about: "two of ZooKeeper's three members are gone for a while, below and beyond a session's time-out",
		load: ensemble,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			at := d.writes(c)
			gone := func(member int) faults.Fault {
				down := []time.Duration{sessionTimeout / 3, 2 * sessionTimeout, 4 * sessionTimeout}
				return faults.Fault{Kind: faults.MemberStop, Member: member, For: pick(c, down, "for"), At: at}
			}
			first := c.IntN(3, "first")
			return schedule(gone(first+1), gone((first+1+c.IntN(2, "second"))%3+1))
		},
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "leader-changes", about: "another member of ZooKeeper comes to lead, and nobody is served meanwhile",
		load: ensemble,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			outage := []time.Duration{200 * time.Millisecond, sessionTimeout / 3, 3 * sessionTimeout}
			return schedule(faults.Fault{
				Kind: faults.LeaderChange, Member: 1 + c.IntN(2, "member"), For: pick(c, outage, "for"), At: d.writes(c),
			})
		},
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "stale-reads", about: "ZooKeeper's followers are behind when the consumer starts again between two batches",
		load: ensemble, chances: true,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			stop := d.betweenBatches(c)
			behind := func(member int) faults.Fault {
				return faults.Fault{Kind: faults.MemberLag, Member: member, By: 3 * time.Second, For: 20 * time.Second, At: faults.Place{}}
			}
			return schedule(behind(1), behind(2), stop)
		},
		want: all(ok),
	},
	{
		name: "members-refuse", about: "the consumer loses its connection to ZooKeeper while two members let nobody in",
		load: ensemble, chances: true,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			at := d.writes(c)
			first := c.IntN(3, "first")
			var s faults.Schedule
			for i := range 2 {
				s.Faults = append(s.Faults, faults.Fault{
					Kind: faults.MemberRefuse, Member: (first+i)%3 + 1, For: sessionTimeout / 2, At: at,
				})
			}
			s.Faults = append(s.Faults, faults.Fault{Kind: faults.ConnectionCut, Process: consumerHost, At: at})
			return s
		},
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "session-ends-early", about: "ZooKeeper ends the consumer's session, or cuts its connection, while batches are written",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			how := []faults.Kind{faults.SessionExpire, faults.ConnectionCut}
			return schedule(faults.Fault{Kind: pick(c, how, "how"), At: d.writes(c)})
		},
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "offset-deleted", about: "an operator deletes a stored offset while nobody is there",
		restarts: 4,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			stop := d.betweenBatches(c)
			return schedule(stop, faults.Fault{Kind: faults.DataDelete, Path: offsetPath(c), At: stop.At})
		},
		want: all(ok.stopping()),
	},
	{
		name: "offset-protected", about: "an operator leaves nobody the right to read a stored offset",
		restarts: 4,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			stop := d.betweenBatches(c)
			return schedule(stop, faults.Fault{Kind: faults.DataProtect, Path: offsetPath(c), Data: "cdwa", At: stop.At})
		},
		want: all(ok.stopping()),
	},
}

// offsetPath is where the offset of some partition is stored.
func offsetPath(c *faults.Choices) string {
	return fmt.Sprintf("/consumers/%s/offsets/%s/%d", Group, Topic, c.IntN(load.Partitions, "partition"))
}
