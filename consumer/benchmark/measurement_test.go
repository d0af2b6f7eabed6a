package benchmark

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"runtime/pprof"
	"time"
)

// reading is what a client is to read, and for how long.
type reading struct {
	Client string
	servers
	Partitions   int
	Warming, For time.Duration
	// SinkRate is how many records per second the direct consumer's sink takes, 0 for as many as come.
	SinkRate float64
	// Collect is how often garbage is collected on purpose, to see what lives; 0 for when the runtime wants to.
	Collect time.Duration
	// Profile is a file for the processor time of the reading, none if empty; next to it, with .allocs appended, are the
	// allocations.
	Profile string
}

// measurement is what one reading took. CPU and AllRecords are those of the whole process, the warming included.
type measurement struct {
	Records, Bytes, Seconds float64
	CPU, AllRecords         float64
	Allocations, Allocated  float64
	PeakLive                float64   // bytes that a garbage collection left
	Total                   float64   // bytes that the process has from the system
	Live                    []float64 // bytes after each of the collections that were asked for
}

// measure runs a client and looks at it from beside.
func (r reading) measure(ctx context.Context, c client) (m measurement, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	n := new(count)
	ended := make(chan error, 1)
	go func() { ended <- c.read(ctx, r, n) }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for warm := time.Now().Add(r.Warming); time.Now().Before(warm); {
		select {
		case err := <-ended:
			return m, fmt.Errorf("ended before its time: %w", err)
		case <-tick.C:
		}
	}
	defer r.profile()()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	records, bytes, began := n.records.Load(), n.bytes.Load(), time.Now()
	for time.Since(began) < r.For {
		<-tick.C
		if elapsed := time.Since(began); r.Collect > 0 && elapsed >= time.Duration(len(m.Live)+1)*r.Collect {
			runtime.GC()
			m.Live = append(m.Live, gauge("/gc/heap/live:bytes"))
		}
		m.PeakLive = max(m.PeakLive, gauge("/gc/heap/live:bytes"))
	}
	m.Records, m.Bytes = float64(n.records.Load()-records), float64(n.bytes.Load()-bytes)
	m.Seconds = time.Since(began).Seconds()
	runtime.ReadMemStats(&after)
	m.Allocations, m.Allocated = float64(after.Mallocs-before.Mallocs), float64(after.TotalAlloc-before.TotalAlloc)
	m.Total = gauge("/memory/classes/total:bytes") - gauge("/memory/classes/heap/released:bytes")
	cancel()
	if err = <-ended; err == nil && m.Records == 0 {
		err = errors.New("read nothing")
	}
	m.AllRecords = float64(n.records.Load())
	return m, err
}

func gauge(name string) float64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return float64(sample[0].Value.Uint64())
}

// profile begins a profile, and returns what ends it.
func (r reading) profile() (end func()) {
	if r.Profile == "" {
		return func() {}
	}
	runtime.MemProfileRate = 64 << 10
	cpu, err := os.Create(r.Profile)
	if err == nil {
		err = pprof.StartCPUProfile(cpu)
	}
	if err != nil {
		panic(err)
	}
	return func() {
		pprof.StopCPUProfile()
		cpu.Close()
		allocs, err := os.Create(r.Profile + ".allocs")
		if err == nil {
			err = pprof.Lookup("allocs").WriteTo(allocs, 0)
		}
		if err != nil {
			panic(err)
		}
	}
}
