package model

import (
	"fmt"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim/trace"
)

// appendedTo is the file that lines of a partition are appended to, and rangeOf the one that holds a range of it.
func appendedTo(topic string, partition int) string {
	return fmt.Sprintf("/out/%s/%d.jsonl", topic, partition)
}

func rangeOf(topic string, partition, from, until int) string {
	return fmt.Sprintf("/out/%s/%d/%d-%d.jsonl", topic, partition, from, until)
}

// linesOf are results as they are in a file.
func linesOf(partition int, sequences ...int) string {
	var b strings.Builder
	for _, n := range sequences {
		fmt.Fprintf(&b, "{\"offset\":%d,\"value\":%q}\n", n, identity(partition, n))
	}
	return b.String()
}

func (w *writer) writeLines(client, path, lines string) {
	w.add(client, "disk.write", trace.Str("path", path), trace.Int("offset", 0), trace.Str("data", lines))
}

func (w *writer) renameTo(client, path, lines string) {
	w.add(client, "disk.rename", trace.Str("path", path), trace.Str("from", path+".tmp"), trace.Str("data", lines))
}

// lose is a power loss that leaves a file with these lines.
func (w *writer) lose(path, lines string) {
	w.add("", "disk.lost", trace.Str("host", "consumer"), trace.Str("path", path), trace.Str("data", lines))
}

// file writes the events of a line of a story about files:
//
//	consumer#1 lines t/0 0..4      lines of those records appended to /out/t/0.jsonl
//	consumer#1 range t/0 0..4      the file /out/t/0/0-5.jsonl of those records renamed to its name
//	power lines t/0 0..1           a power loss leaves the file of lines with those records, or with "none"
//	power range t/0 0..4 0..1      the same of the file of that range
func (w *writer) file(t *testing.T, words []string) {
	t.Helper()
	topic, partition := readPartition(t, words[2])
	text := func(word string) (string, int, int) {
		if word == "none" {
			return "", 0, 0
		}
		from, until := readRange(t, word)
		var all []int
		for n := from; n < until; n++ {
			all = append(all, n)
		}
		return linesOf(partition, all...), from, until
	}
	lines, from, until := text(words[3])
	left, _, _ := text(words[len(words)-1])
	switch client, verb := words[0], words[1]; {
	case client == "power" && verb == "lines":
		w.lose(appendedTo(topic, partition), left)
	case client == "power":
		w.lose(rangeOf(topic, partition, from, until), left)
	case verb == "lines":
		w.writeLines(client, appendedTo(topic, partition), lines)
	default:
		w.renameTo(client, rangeOf(topic, partition, from, until), lines)
	}
}
