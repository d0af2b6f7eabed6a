package model

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/trace"
)

// Only commit a rewrite if you understand what caused it and if it is desired.
var update = flag.Bool("update", false, "rewrite the expect sections of testdata")

// A story is a golden file: what is promised of which history, and what the judge has to say about it.
type story struct {
	promise string
	trace   string
	expect  string
	comment string
}

// The sections of a golden file, in order.
const (
	promiseMark = "-- promise --\n"
	traceMark   = "-- trace --\n"
	expectMark  = "-- expect --\n"
)

func readStory(t *testing.T, path string) story {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	comment, rest, ok1 := strings.Cut(string(data), promiseMark)
	promise, rest, ok2 := strings.Cut(rest, traceMark)
	events, expect, ok3 := strings.Cut(rest, expectMark)
	if !ok1 || !ok2 || !ok3 {
		t.Fatalf("%s: want the sections promise, trace, expect", path)
	}
	return story{promise, events, expect, comment}
}

func TestStories(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			s := readStory(t, path)
			got := tell(t, s)
			if *update {
				text := s.comment + promiseMark + s.promise + traceMark + s.trace + expectMark + got
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(s.expect, got); diff != "" {
				t.Errorf("verdict differs (-want +got):\n%s", diff)
			}
		})
	}
}

// tell judges a story and writes down the verdict.
func tell(t *testing.T, s story) string {
	t.Helper()
	config, promise := readPromise(t, s.promise)
	h, err := Build(readTrace(t, s.trace), config)
	if err != nil {
		return fmt.Sprintf("refused: %v\n", err)
	}
	v := Judge(h, promise)
	var b strings.Builder
	fmt.Fprintf(&b, "holds=%t drained=%t duplicates=%d losses=%d absorbed=%d\n", v.Holds, v.Drained, v.Duplicates, v.Losses, v.Absorbed)
	for _, p := range v.Partitions {
		l := p.Ledger
		fmt.Fprintf(&b, "%s/%d: visible %d = once %d + duplicated %d + lost %d + excused %d + pending %d; before %d, lag %d\n",
			p.Topic, p.Partition, l.Visible, l.Once, l.Duplicated, l.Lost, l.Excused, l.Pending, l.Before, l.Lag)
	}
	for _, a := range v.Anomalies {
		fmt.Fprintf(&b, "broken: %s\n", a)
	}
	for _, a := range v.Permitted {
		fmt.Fprintf(&b, "permitted: %s\n", a)
	}
	return b.String()
}

// readPromise reads a line of words: the guarantee, then batch=N, start=latest, end=drained, end=bound, unordered, fenced, stops, concurrent, reports,
// sink=file, sink=http, sink=kafka (topic results), store=file, store=hbase, store=kafka.
func readPromise(t *testing.T, line string) (Config, Promise) {
	t.Helper()
	words := strings.Fields(line)
	config, promise := Config{}, Promise{Guarantee: Guarantee(words[0])}
	guarantees := []Guarantee{AtMostOnce, AtLeastOnce, ExactlyOnce, ExactlyOnceDelivery}
	if !slices.Contains(guarantees, promise.Guarantee) {
		t.Fatalf("unknown guarantee %q", words[0])
	}
	for _, word := range words[1:] {
		switch key, value, _ := strings.Cut(word, "="); {
		case key == "batch":
			config.Batch, _ = strconv.Atoi(value)
		case word == "start=latest":
			config.Start = Latest
		case word == "end=drained":
			config.End = Drained
		case word == "end=bound":
			config.End = Bound
		case word == "unordered":
			promise.Unordered = true
		case word == "fenced":
			promise.Fenced = true
		case word == "concurrent":
			config.Concurrent = true
		case word == "whole":
			promise.Whole = true
		case word == "stops":
			promise.Stops = true
		case word == "reports":
			config.LossReport = readReport
		case key == "sink":
			config.Effect = map[string]func(trace.Event) (Effect, bool){"file": FileEffect, "http": HTTPEffect, "kafka": KafkaEffect("results")}[value]
		case key == "store":
			config.Commits = map[string]func(trace.Event) []Commit{"file": FileCommits, "hbase": HBaseCommits, "kafka": KafkaCommits}[value]
		default:
			t.Fatalf("unknown word %q", word)
		}
	}
	return config, promise
}

// readReport reads a test's loss report: redis.effect with command REPORT. One with the key "former" is of the topic that had
// the name before.
func readReport(e trace.Event) (LossReport, bool) {
	if e.Name != "redis.effect" || e.Str("command") != "REPORT" {
		return LossReport{}, false
	}
	r := LossReport{Former: e.Str("key") == "former"}
	_, err := fmt.Sscanf(e.Str("value"), "%s %d %d %d", &r.Topic, &r.Partition, &r.From, &r.Until)
	return r, err == nil
}

// readTrace reads events a line each, in the text form of package trace. To keep a story readable, short lines stand for rows of them:
//
//	append t/0 0..9            records 0 to 9 appended to partition 0 of topic t, offsets equal to sequences
//	append t/0 7..9 17         records 17 to 19 appended at these offsets
//	abort t/0 7..9 17          the same, in a transaction that was aborted
//	trim t/0 5                 deleted below 5; truncate t/0 5: from 5 on; compact t/0 3..4: these
//	consumer#1 push t/0 0..4   RPUSH of those records to out:t:0
//	consumer#1 put t/0 0..4    SET of each to a key of its own
//	consumer#1 exec t/0 0..4   RPUSH of those records and SET of the offset behind them in one transaction
//	consumer#1 store t/0 5     offset 5 written to ZooKeeper for group g
//	consumer#1 record t/0 5    the same, with the record beside it, of the topic's id or of one that follows
//	restore t/0 5              a backup of ZooKeeper put back, which has offset 5, or "none"
//	consumer#1 report t/0 5 9  offsets 5 to 8 reported as lost, or to the "end"; "former" behind it: of the topic that had the name before
//	consumer#1 ask t/0         the end of partition 0 asked for, and answered
//	consumer#1 fetch t/0 10    records asked for from offset 10 on
//	consumer#1 lines t/0 0..4  appended to a file; writer.file tells what else may become of files
//	start consumer#1           proc.start; so crash, pause, resume, exit (with a code)
func readTrace(t *testing.T, text string) []trace.Event {
	t.Helper()
	var w writer
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "t="):
			e, err := trace.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			w.add(e.Proc, e.Name, e.Args...) // at its place in the story, whatever its header says
		default:
			w.line(t, strings.Fields(line))
		}
	}
	return w.events
}
