package reports

import (
	"fmt"
	"strings"
)

// A choice is advice, and the designs that it is about.
type choice struct {
	When    string
	Designs []string
	Why     string
}

// choices are in the order in which one asks.
var choices = []choice{
	{"The sink has transactions", []string{"direct-transaction", "transaction"},
		"results and offsets are one write, which compares: no crash, no second copy and no one who comes back late can divide them. Of the two take direct-transaction: " +
			"it says what a log lost, knows a topic that was created again, and reads partitions that are added"},
	{"The sink takes a key for each result", []string{"direct-keyed", "keyed"},
		"what is done again changes nothing, as long as the key has topic id, partition and offset. Of the two take direct-keyed, for the same reasons"},
	{"Results replace one another by keys of the records' own", []string{"keyed-business"},
		"each key ends up with its newest value as long as one program writes at a time; where two do, an older one may stay"},
	{"Results stay in Kafka", []string{"kafka-transaction"},
		"for readers of committed records only; after a week without a member Kafka has forgotten its offsets, and it does everything again"},
	{"The sink can only append", []string{"direct-append", "zookeeper-strict", "file-batch"},
		"a crash repeats a batch. Take direct-append: the last two need somebody else to see to it that they run alone"},
	{"A record that fails must not hold up the others", []string{"failed-log"}, "it goes to a log of its own before its offset is stored; the direct consumer has dead letters for it"},
	{"Offsets have to be kept by Kafka's group, with its client's timer", []string{"autocommit-loop"},
		"a crash repeats what was done since the timer's last commit; what comes to new partitions is lost where a group begins at the end"},
	{"Offsets have to be kept by the framework, in its checkpoint or its log of what was received", []string{"checkpoint", "receiver-log"},
		"for as long as the program stays the same, and the log takes all that was received"},
	{"Everything may be done again", []string{"earliest"}, "it keeps nothing, and each start does all of it"},
	{"It may lose, and must not repeat", []string{"commit-first"}, "its offsets are ahead of its results; two of it at a time, or a store that goes back, repeat as well"},
	{"Never, where records count, as a crash loses some", []string{"receiver", "autocommit-handoff", "latest"},
		"the first two store offsets of records that are in memory alone; latest stores none, and begins behind what came since"},
	{"Never, where records count, as a batch that fails is lost", []string{"zookeeper-from", "zookeeper-after", "zookeeper-partitions", "hbase-batch", "kafka-async"},
		"the batch behind it does not wait, and stores an offset that passes it"},
}

// choosing says how to read the choices, and what stands below each.
const choosing = `Ask from the top, and take the first that fits. Below each choice stands what its designs showed in all rows that they were
asked: crashes, but also logs that were cut, stores that were put back, groups that were renamed, and mistakes of operators. Two
rows are no reason to choose otherwise. In side-by-side-own-state every design that is asked loses, because neither of the two builds
knows of the other: [docs/upgrades.md](upgrades.md) has plans that lose nothing. In first-start-at-latest those lose that begin at the ends of the
logs and store nothing before they read: a crash before the first commit passes what came until then. Begin at the starts, or with a
design that stores where it begins, as the direct consumer does.`

// choose says which design to choose, with what each showed.
func (x matrix) choose(b *strings.Builder) {
	fmt.Fprintf(b, "%s The rows are explained [further down](#the-matrix), and so is a *.\n\n", choosing)
	for _, c := range choices {
		fmt.Fprintf(b, "- **%s**: %s: %s.\n", c.When, strings.Join(c.Designs, ", "), c.Why)
		for _, d := range c.Designs {
			if evidence := x.evidence(d); evidence != "" {
				fmt.Fprintf(b, "  - %s: %s\n", d, evidence)
			}
		}
	}
}
