// Package benchmark measures the server of sim/zookeeper and the real one in the same run, each on one loopback port
// and with the same clients. Rounds alternate between them, so that a noisy machine is noisy for all, and the medians
// are compared.
//
//	go test -run '^$' -bench . -benchtime 1x ./sim/zookeeper/benchmark
package benchmark

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"slices"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/original"
	"github.com/onceover/onceover/sim/zookeeper/wire"
)

const (
	rounds  = 7
	oneLoad = 300 * time.Millisecond
	most    = 64 // connections
)

// unsynced is the real server as it never is in production: its transactions are not forced to the disk.
var unsynced = original.Options{Settings: map[string]string{"forceSync": "no"}}

// BenchmarkOperations prints requests per second.
func BenchmarkOperations(b *testing.B) {
	names := []string{"ours", "real", "real, forceSync=no"}
	addrs := []string{process(b), original.Start(b, original.Options{}), original.Start(b, unsynced)}
	for _, addr := range addrs {
		prepare(b, addr, most)
	}
	table := newTable("requests per second", names)
	for _, l := range loads() {
		results := make([][]float64, len(addrs))
		for round := range rounds + 1 {
			for i, addr := range addrs {
				if rate := l.run(b, addr, oneLoad); round > 0 { // the first one warms up
					results[i] = append(results[i], rate)
				}
			}
		}
		table.row(l.String(), results)
	}
	table.print()
}

func loads() []load {
	var all []load
	for _, operation := range []string{"getData", "setData", "multi: 10 setData"} {
		all = append(all, load{operation, 1, 1}, load{operation, 1, 16}, load{operation, most, 1})
	}
	return all
}

// BenchmarkStart prints how long it takes until a client has its first answer: ours in this process, from NewServer to
// the answer to a connect; the real one from the start of its process until it serves.
func BenchmarkStart(b *testing.B) {
	results := make([][]float64, 2)
	for range rounds {
		began := time.Now()
		connect(b, ours(b))
		results[0] = append(results[0], time.Since(began).Seconds()*1000)
		began = time.Now()
		original.Start(b, unsynced)
		results[1] = append(results[1], time.Since(began).Seconds()*1000)
	}
	table := newTable("milliseconds to start", []string{"ours", "real"})
	table.row("until the first answer", results)
	table.print()
}

// ours starts our server on a loopback port.
func ours(b testing.TB) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := zookeeper.NewServer(zookeeper.Config{MaxConnections: -1}, zookeeper.Hooks{})
	b.Cleanup(func() { s.Close() })
	go s.Serve(l)
	return l.Addr().String()
}

// A table shows medians, and their ratio to the first column.
type table struct {
	out *tabwriter.Writer
}

func newTable(title string, names []string) *table {
	t := &table{tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)}
	fmt.Fprintf(t.out, "\n%s\t", title)
	for i, name := range names {
		fmt.Fprintf(t.out, "%s\t", name)
		if i > 0 {
			fmt.Fprint(t.out, "ours : it\t")
		}
	}
	fmt.Fprintln(t.out)
	return t
}

func (t *table) row(name string, results [][]float64) {
	fmt.Fprintf(t.out, "%s\t", name)
	for i, rates := range results {
		fmt.Fprintf(t.out, "%.5g\t", median(rates))
		if i > 0 {
			fmt.Fprintf(t.out, "%.3g\t", median(results[0])/median(rates))
		}
	}
	fmt.Fprintln(t.out)
}

func (t *table) print() { t.out.Flush() }

func median[T cmp.Ordered](values []T) T {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

// fill makes so many znodes of 100 bytes, in multis of 100.
func fill(b testing.TB, addr string, znodes int) {
	b.Helper()
	c := connect(b, addr)
	data := make([]byte, 100)
	for made := 0; made < znodes; made += 100 {
		parent := wire.Request{Op: wire.OpCreate, Path: fmt.Sprintf("/parent-%04d", made/100), ACL: wire.OpenACL}
		multi := wire.Request{Op: wire.OpMulti, Ops: []wire.Request{parent}}
		for i := range 99 {
			multi.Ops = append(multi.Ops, wire.Request{
				Op: wire.OpCreate, Path: fmt.Sprintf("%s/child-%02d", parent.Path, i), Data: data, ACL: wire.OpenACL,
			})
		}
		if r, err := c.Do(&multi); err != nil || r.Results[99].Op == wire.OpError {
			b.Fatalf("create: %v %v", r, err)
		}
	}
}
