// Package benchmark measures the direct consumer next to other Kafka clients, each in a process of its own and one at a
// time, all reading the same brokers: kfake's in a further process, which answer every fetch with copies of one record
// batch, so that it is the clients that are measured. Rounds alternate between the clients, so that a noisy machine is
// noisy for all, and the medians are compared. A ZooKeeper server is beside the brokers, for the direct consumer when it keeps
// its offsets there.
//
//	go test -run '^$' -bench . -benchtime 1x ./consumer/benchmark
package benchmark

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"text/tabwriter"
	"time"
)

const (
	rounds  = 7
	warming = 300 * time.Millisecond
	oneRead = time.Second
)

// What the table shows of each measurement, and whether less of it is better.
var figures = []struct {
	name string
	of   func(measurement) float64
	less bool
}{
	{"records per second", func(m measurement) float64 { return m.Records / m.Seconds }, false},
	{"ns of processor time per record", func(m measurement) float64 { return m.CPU * 1e9 / m.AllRecords }, true},
	{"allocations per record", func(m measurement) float64 { return m.Allocations / m.Records }, true},
	{"bytes allocated per record", func(m measurement) float64 { return m.Allocated / m.Records }, true},
	{"peak live heap, MB", func(m measurement) float64 { return m.PeakLive / 1e6 }, true},
	{"memory of the process, MB", func(m measurement) float64 { return m.Total / 1e6 }, true},
}

// BenchmarkThroughput prints what the clients make of values of two sizes in one and in eight partitions. The direct
// consumer stores its offsets after every batch, in memory and in ZooKeeper; the others never do. All have their default settings.
func BenchmarkThroughput(b *testing.B) {
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, valueBytes := range []int{100, 1024} {
		servers := startServers(b, valueBytes)
		for _, partitions := range []int{1, 8} {
			results := make([][]measurement, len(clients))
			for range rounds {
				for i, c := range clients {
					m := measure(b, reading{
						Client: c.name, servers: servers, Partitions: partitions, Warming: warming, For: oneRead,
						Profile: profile(c.name, valueBytes, partitions),
					})
					results[i] = append(results[i], m)
				}
			}
			show(out, fmt.Sprintf("values of %d bytes, partitions: %d", valueBytes, partitions), results)
		}
	}
}

// show prints one case: medians, and their ratios to the direct consumer's, which are above 1 where that is better.
func show(out *tabwriter.Writer, title string, results [][]measurement) {
	fmt.Fprintf(out, "\n%s\t", title)
	for i, c := range clients {
		fmt.Fprintf(out, "%s\t", c.name)
		if i > 0 {
			fmt.Fprint(out, "direct : it\t")
		}
	}
	fmt.Fprintln(out)
	for _, f := range figures {
		fmt.Fprintf(out, "%s\t", f.name)
		direct := median(results[0], f.of)
		for i, ms := range results {
			value := median(ms, f.of)
			fmt.Fprintf(out, "%.4g\t", value)
			switch {
			case i == 0:
			case f.less:
				fmt.Fprintf(out, "%.2f\t", value/direct)
			default:
				fmt.Fprintf(out, "%.2f\t", direct/value)
			}
		}
		fmt.Fprintln(out)
	}
	out.Flush()
}

func median(ms []measurement, of func(measurement) float64) float64 {
	var values []float64
	for _, m := range ms {
		values = append(values, of(m))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// profiles names a directory for profiles of all readings, the last ones of each case.
const profiles = "CONSUMER_BENCHMARK_PROFILES"

func profile(client string, valueBytes, partitions int) string {
	dir := os.Getenv(profiles)
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, fmt.Sprintf("%s-%d-bytes-%d-partitions", client, valueBytes, partitions))
}
