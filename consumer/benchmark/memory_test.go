package benchmark

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"testing"
	"text/tabwriter"
	"time"
)

// duration is the variable that says how long BenchmarkMemory lasts: 5m, for example. Default 10s.
const duration = "CONSUMER_BENCHMARK_MEMORY"

// BenchmarkMemory prints what lives on the heap of a direct consumer of eight partitions whose sink is ten times slower
// than what it can read, and fails if that grows: reading ahead has to end somewhere.
func BenchmarkMemory(b *testing.B) {
	lasting, err := time.ParseDuration(cmp.Or(os.Getenv(duration), "10s"))
	if err != nil {
		b.Fatalf("%s: %v", duration, err)
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(out, "\npeak live heap in MB, quarters of %v\tfirst\tsecond\tthird\tfourth\trecords per second\tof a fast sink\t\n", lasting)
	for _, valueBytes := range []int{100, 1024} {
		r := reading{Client: "direct", servers: startServers(b, valueBytes), Partitions: 8, Warming: warming, For: oneRead}
		fast := measure(b, r)
		r.For, r.SinkRate, r.Collect = lasting, fast.Records/fast.Seconds/10, lasting/100
		slow := measure(b, r)
		fmt.Fprintf(out, "values of %d bytes\t", valueBytes)
		quarters := make([]float64, 4)
		for i := range quarters {
			n := len(slow.Live)
			quarters[i] = slices.Max(slow.Live[i*n/4 : (i+1)*n/4])
			fmt.Fprintf(out, "%.3g\t", quarters[i]/1e6)
		}
		fmt.Fprintf(out, "%.4g\t%.4g\t\n", slow.Records/slow.Seconds, fast.Records/fast.Seconds)
		if quarters[3] > 1.2*quarters[0] {
			b.Errorf("values of %d bytes: live heap grew from %.0f to %.0f bytes", valueBytes, quarters[0], quarters[3])
		}
	}
	out.Flush()
}
