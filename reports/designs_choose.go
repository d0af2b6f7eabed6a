package reports

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/scenarios"
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
		"results and offsets are one write, which compares: no crash, no second copy and no one who comes back late can divide them"},
	{"The sink takes a key for each result", []string{"direct-keyed", "keyed"},
		"what is done again changes nothing, as long as the key has topic id, partition and offset"},
	{"Results stay in Kafka", []string{"kafka-transaction"}, "for readers of committed records only"},
	{"The sink can only append", []string{"direct-append", "zookeeper-strict", "file-batch"},
		"a crash repeats a batch; the last two need somebody else to see to it that they run alone"},
	{"Results replace one another by keys of the records' own", []string{"keyed-business"}, "each key ends up with its newest value, as long as one program writes at a time"},
	{"A record that fails must not hold up the others", []string{"failed-log"}, "it goes to a log of its own before its offset is stored; the direct consumer has dead letters for it"},
	{"The place belongs to a group of Kafka's", []string{"autocommit-loop"},
		"a crash repeats what was done since the timer's last commit; what comes to new partitions is lost where a group begins at the end"},
	{"The place belongs to a framework", []string{"checkpoint", "receiver-log"}, "for as long as the program stays the same, and its log takes all that was received"},
	{"Everything may be done again", []string{"earliest"}, "it keeps nothing, and each start does all of it"},
	{"It may lose, and must not repeat", []string{"commit-first"}, "its offsets are ahead of its results; two of it at a time, or a store that goes back, repeat as well"},
	{"Never, where records count", []string{"receiver", "autocommit-handoff", "latest", "zookeeper-from", "zookeeper-after", "zookeeper-partitions", "hbase-batch", "kafka-async"},
		"their offsets pass records whose results are not there: some after a crash, and those of Spark's scheduling when one batch fails"},
}

// choosing says what stands below each choice.
const choosing = `Below each choice stands what its designs showed in all rows that they were asked: crashes, but also logs that were cut,
stores that were put back, groups that were renamed, and mistakes of operators.`

// choose says which design to choose, with what each showed.
func (x matrix) choose(b *strings.Builder) {
	fmt.Fprintf(b, "%s The rows are explained further down.\n\n", choosing)
	for _, c := range choices {
		fmt.Fprintf(b, "- **%s**: %s: %s.\n", c.When, strings.Join(c.Designs, ", "), c.Why)
		for _, d := range c.Designs {
			if evidence := x.evidence(d); evidence != "" {
				fmt.Fprintf(b, "  - %s: %s\n", d, evidence)
			}
		}
	}
}

// namedRows is how many rows are named, where one can hardly be chosen from more.
const namedRows = 5

// evidence is what a design showed: what is grave with the names of its rows, and how much came of the worst.
func (x matrix) evidence(design string) string {
	rows, shown := x.tally(design)
	if rows == 0 {
		return ""
	}
	parts := []string{plural(rows, "row")}
	for _, s := range shown {
		text := fmt.Sprintf("%s in %d", s.what, len(s.rows))
		if s.grave && len(s.rows) <= namedRows {
			text = s.what + " in " + strings.Join(s.rows, ", ")
		}
		parts = append(parts, text)
	}
	return strings.Join(append(parts, x.most(design)...), "; ")
}

// most is where a design lost most, or did most again.
func (x matrix) most(design string) []string {
	most := scenarios.CellResult{}
	for _, row := range x.rows {
		c := x.cells[[2]string{row, design}]
		if c.Worst.Losses > most.Worst.Losses || most.Worst.Losses == 0 && c.Worst.Window > most.Worst.Window {
			most = c
		}
	}
	switch w := most.Worst; {
	case w.Losses > 0:
		return []string{fmt.Sprintf("the most in %s: %s lost", most.Row, plural(w.Losses, "record"))}
	case w.Window > 0:
		return []string{fmt.Sprintf("the most in %s: %s of a partition again, %s", most.Row, plural(w.Window, "record"), batchesOf(w.Batches))}
	}
	return nil
}
