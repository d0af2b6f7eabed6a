package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
)

// stopped is a crash between two batches, one to n of them stored, after which nobody is there for two seconds.
func (d Design) stopped(c *faults.Choices, n int) faults.Fault {
	f := d.storedTimes(c, 1, 1+n)
	f.Restart.After = 2 * time.Second
	return f
}

func addPartitions(at faults.Place) faults.Fault {
	return faults.Fault{Kind: faults.PartitionsAdd, Topic: Topic, Partitions: grows.LaterPartitions, At: at}
}

// deleteRecords deletes the records of a partition below an offset between low and high.
func deleteRecords(c *faults.Choices, at faults.Place, low, high int) faults.Fault {
	return faults.Fault{
		Kind: faults.RecordsDelete, Topic: Topic, Partition: c.IntN(load.Partitions, "partition"),
		Offset: int64(low + c.IntN(high-low+1, "offset")), At: at,
	}
}

// drawRetention deletes records up to at least offset 20 while nobody is there and at most 15 are stored. Designs that plan
// ahead of their work have up to three batches planned, and all of these are to begin at what is deleted.
func drawRetention(c *faults.Choices, d Design) faults.Schedule {
	stop, least := d.stopped(c, 3), 20
	if d.sink == "" {
		least = 26
	}
	return schedule(stop, deleteRecords(c, stop.At, least, 30))
}

// drawTruncation cuts a log off below what is stored, while nobody reads it.
func drawTruncation(c *faults.Choices, d Design) faults.Schedule {
	stop := d.storedTimes(c, 2, 5)
	stop.Restart.After = pick(c, []time.Duration{2 * time.Second, 4 * time.Second}, "back before the log has grown again, or after")
	return schedule(stop, faults.Fault{
		Kind: faults.LogTruncate, Topic: Topic, Partition: c.IntN(load.Partitions, "partition"), Offset: int64(c.IntN(10, "offset")), At: stop.At,
	})
}

// drawRecreation creates the topic again while nobody is there, or while the consumer waits for records: an offset that is
// stored later says nowhere that the judge looks of which topic it is.
func drawRecreation(c *faults.Choices, d Design) faults.Schedule {
	stop := d.stopped(c, 2)
	again := faults.Fault{Kind: faults.TopicRecreate, Topic: Topic, Partitions: goesOn.Partitions, At: stop.At}
	if c.IntN(2, "running") == 1 {
		again.At = faults.Place{Time: time.Duration(50+c.IntN(40, "milliseconds")) * time.Millisecond}
		return schedule(again)
	}
	return schedule(stop, again)
}

// drawBeforeAnchor kills the first incarnation on its way to the commit of where the group begins, or at it, and perhaps
// the second one on its way.
func drawBeforeAnchor(c *faults.Choices, d Design) faults.Schedule {
	if d.sink == "" { // it stores nothing before its first batch
		return schedule(crash(c, pick(c, []string{"kafka.fetch", d.op}, "at"), pick(c, stages[:2], "stage"), 1))
	}
	var s faults.Schedule
	for i := range 1 + c.IntN(2, "how many") {
		f := crash(c, "zookeeper.multi", pick(c, stages, "stage"), 1+c.IntN(2-i, "commit"))
		if c.IntN(2, "before") == 1 {
			f.At.Op, f.At.Occurrence = "kafka.list_offsets", 1+c.IntN(2, "lists")
		}
		f.At.Client = []string{"consumer#1", "consumer#2"}[i]
		s.Faults = append(s.Faults, f)
	}
	return s
}
