package reports

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A choice is advice, and the designs that it is about.
type choice struct {
	when    string
	designs []string
	why     string
}

// choices are in the order in which one asks.
var choices = []choice{
	{"The sink has transactions", []string{"direct-transaction", "transaction"},
		"results and offsets are one write, which compares: no crash, no second copy and no one who comes back late can divide them"},
	{"The sink takes a key for each result", []string{"direct-keyed", "keyed"},
		"what is done again changes nothing, as long as the key has topic id, partition and offset"},
	{"Results stay in Kafka", []string{"kafka-transaction"}, "for readers of committed records only"},
	{"The sink can only append", []string{"direct-append", "zookeeper-strict", "file-batch"},
		"a crash repeats a batch, and that is all; the last two need somebody else to see to it that they run alone"},
	{"It may lose, and must not repeat", []string{"commit-first"}, "its offsets are ahead of its results"},
	{"Never, where records count", []string{"receiver", "autocommit-handoff", "latest", "zookeeper-from", "zookeeper-after", "zookeeper-partitions", "hbase-batch", "kafka-async"},
		"their offsets pass records whose results are not there: some after a crash, and those of Spark's scheduling when one batch fails"},
}

// choose says which design to choose, with what each showed.
func (x matrix) choose(b *strings.Builder) {
	for _, c := range choices {
		fmt.Fprintf(b, "- **%s**: %s: %s.\n", c.when, strings.Join(c.designs, ", "), c.why)
		for _, d := range c.designs {
			if evidence := x.evidence(d); evidence != "" {
				fmt.Fprintf(b, "  - %s: %s\n", d, evidence)
			}
		}
	}
}

// evidence is what a design showed: in how many rows, and the most in one of them.
func (x matrix) evidence(design string) string {
	if x.tallyOf(design).rows == 0 {
		return ""
	}
	text := x.summary(design)
	most := scenarios.CellResult{}
	for _, row := range x.rows {
		c := x.cells[[2]string{row, design}]
		if c.Worst.Losses > most.Worst.Losses || most.Worst.Losses == 0 && c.Worst.Window > most.Worst.Window {
			most = c
		}
	}
	if w := most.Worst; w.Losses > 0 {
		text += fmt.Sprintf("; the most in %s: %s lost", most.Row, plural(w.Losses, "record"))
	} else if w.Window > 0 {
		text += fmt.Sprintf("; the most in %s: %s of a partition again, %s", most.Row, plural(w.Window, "record"), batchesOf(w.Batches))
	}
	return text
}
