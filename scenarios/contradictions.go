package scenarios

import "strings"

// A Contradiction is a claim that others deny, and what decides it: a run, or a look at the source.
type Contradiction struct {
	ID     string
	Claim  string
	Answer string
	// Name is that of the scenario that decides it, which asks the Cell what it shows, and that must show something; both are
	// empty for one that is decided by reading.
	Name, Cell string
	// By is what decides it where no cell does; default: reading.
	By string
	// Beside, where set, is the cell of another design that does not show it: the scenario's second column.
	Beside string
}

// Contradictions are those of five articles about Spark Streaming, Kafka and offsets in ZooKeeper.
var Contradictions = []Contradiction{
	{ID: "C1", Claim: "An article is titled \"save offsets to Kafka\".", Answer: "Its text is about ZooKeeper, and then repeats Spark's guide. By reading it."},
	{ID: "C2", Claim: "Receivers update ZooKeeper's offsets after execution.", Answer: "A timer stores what is received, whatever became of it: a crash loses it.",
		Name: "c02-receiver-stores-before-execution", Cell: "crash-anywhere/receiver"},
	{ID: "C3", Claim: "A checkpoint serialises the whole jar.", Answer: "It has the graph of objects, the settings and the jars' paths: Spark's Checkpoint.scala. By reading the source."},
	{ID: "C4", Claim: "After a change of the code the checkpoint cannot be found, which loses data.", Answer: "It is refused, and nothing is lost; what loses data is to delete it.",
		Name: "c04-changed-code-is-refused", Cell: "kill-new-build/checkpoint"},
	{ID: "C5", Claim: "The direct approach is exactly once.", Answer: "A crash between the results and the commit repeats a batch.",
		Name: "c05-direct-is-not-exactly-once", Cell: "crash-after-output/zookeeper-strict"},
	{ID: "C6", Claim: "The direct approach does not use ZooKeeper; the others keep offsets there.", Answer: "Both are true: Spark does not, the program does. By reading the source."},
	{ID: "C7", Claim: "Each batch that is done updates its new offset in ZooKeeper.", Answer: "The code that is linked stores the from-offset before the batch: even a clean stop repeats the last one.",
		Name: "c07-from-offset-repeats-the-last-batch", Cell: "clean-stop/zookeeper-from"},
	{ID: "C8", Claim: "Without an offset a program begins at the end; an unknown partition begins at its start.", Answer: "They are two rules, for a group and for a partition that nobody has seen. Who has one, and it is \"latest\", loses what a new partition has before it is found.",
		Name: "c08-group-and-partition-begin-by-two-rules", Cell: "partition-added-running/autocommit-loop", Beside: "partition-added-running/direct-append"},
	{ID: "C9", Claim: "New partitions begin at their start.", Answer: "Only those that are there at a start: one that comes later is not read until the next.",
		Name: "c09-late-partition-is-not-read", Cell: "partition-added-running/zookeeper-after"},
	{ID: "C10", Claim: "At most one batch is affected.", Answer: "Where a failed batch does not stop the queued one, it is lost.",
		Name: "c10-failed-batch-is-lost", Cell: "batch-fails/zookeeper-after"},
	{ID: "C11", Claim: "ZooKeeper suits offsets very well; it does not suit many writes.", Answer: "A znode for each partition is as many writes for a batch as there are partitions; a single znode or a multi is one.",
		By: "counting those of zookeeper-partitions, zookeeper-from and zookeeper-strict, in go test: TestWritesOfBatches"},
	{ID: "C12", Claim: "An upgrade makes a checkpoint invalid, which leads to ZooKeeper, which leads to Kafka 1.0.", Answer: "The page ends before it says how. By reading it."},
	{ID: "C13", Claim: "To store the first or the last offset of a batch is a free choice.", Answer: "The first one always repeats a batch; the last one does not after a clean stop.",
		Name: "c13-first-offset-repeats-a-batch", Cell: "clean-stop/zookeeper-from", Beside: "clean-stop/zookeeper-after"},
	{ID: "C14", Claim: "Monitoring tools keep working.", Answer: "With one plain number for each partition they do; the single line is at another place and in another form.",
		Name: "c14-monitors-read-plain-znodes", Cell: "lag-monitor/zookeeper-after", Beside: "lag-monitor/zookeeper-partitions"},
	{ID: "C15", Claim: "A repository is for Kafka 1.3.", Answer: "There was no such version; its code uses the interface of 0.8. By reading the source."},
	{ID: "C16", Claim: "Partitions are found in ZooKeeper.", Answer: "Not where Kafka runs without it. Every design here asks Kafka. By reading the source."},
}

// contradictionNamed is the scenario that decides a contradiction.
func contradictionNamed(name string) (Scenario, bool) {
	for _, c := range Contradictions {
		if c.Name != name || name == "" {
			continue
		}
		s, ok := cellNamed(c.Cell)
		if beside, there := cellNamed(c.Beside); there {
			s.Columns = []Scenario{s, beside}
			s.Summary += "; " + beside.Summary
		}
		s.Name, s.Summary = c.Name, c.ID+": "+strings.TrimSuffix(c.Answer, ".")+": "+s.Summary
		return s, ok
	}
	return Scenario{}, false
}
