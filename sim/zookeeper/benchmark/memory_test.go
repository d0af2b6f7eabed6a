package benchmark

import (
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/original"
)

// BenchmarkMemory prints what 100,000 znodes take: the growth of the live heap, after a collection on both sides.
func BenchmarkMemory(b *testing.B) {
	const znodes = 100_000
	addr := ours(b)
	before := heapOfOurs()
	fill(b, addr, znodes)
	ours := heapOfOurs() - before
	real := original.Launch(b, unsynced)
	before = heapOf(b, real.PID)
	fill(b, real.Addr, znodes)
	table := newTable("megabytes for 100,000 znodes of 100 bytes", []string{"ours", "real"})
	table.row("growth of the live heap", [][]float64{{ours}, {heapOf(b, real.PID) - before}})
	table.print()
}

// heapOfOurs is the live heap of this process in megabytes.
func heapOfOurs() float64 {
	runtime.GC()
	runtime.GC() // what the first one has only made ready to go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// usedHeap finds the heap in a Java machine's description of it: one line, or one for each generation.
var usedHeap = regexp.MustCompile(`(?:heap|generation) +total [0-9]+K, used ([0-9]+)K`)

// heapOf is the live heap of a Java machine in megabytes, after a collection.
func heapOf(b testing.TB, pid int) float64 {
	b.Helper()
	used := 0.0
	if out, err := exec.Command("jcmd", strconv.Itoa(pid), "GC.run").CombinedOutput(); err != nil {
		b.Skipf("no heap of the real server: jcmd: %v: %s", err, out)
	}
	out, err := exec.Command("jcmd", strconv.Itoa(pid), "GC.heap_info").CombinedOutput()
	if err != nil {
		b.Fatalf("jcmd: %v: %s", err, out)
	}
	for _, match := range usedHeap.FindAllSubmatch(out, -1) {
		n, err := strconv.ParseFloat(string(match[1]), 64)
		if err != nil {
			b.Fatal(err)
		}
		used += n
	}
	if used == 0 {
		b.Fatalf("no heap in what jcmd says: %s", out)
	}
	return used * 1024 / 1e6
}
