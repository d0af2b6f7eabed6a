// Package determinism is a bad example for the rule that host code is deterministic.
package determinism

import (
	crypto "crypto/rand"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"time"
)

func clocks(start time.Time) (time.Duration, time.Time) {
	read := time.Now // want "time.Now: time comes in as an argument"
	return read().Sub(start) + time.Second, start.Add(time.Second)
}

func randomness(source rand.Source) (int, error) {
	_, err := crypto.Read(nil) // want "crypto/rand.Read: randomness comes in as a source"
	shuffled := rand.N(10)     // want "math/rand/v2.N: randomness comes in as a source"
	return rand.New(source).IntN(10) + shuffled, err
}

func environment() string { return os.Getenv("HOME") } // want "os.Getenv: what a run depends on comes in as an argument"

func chance(a, b chan int) int {
	go close(a) // want "go: host code runs in one goroutine"
	select {
	case n := <-a:
		return n
	default:
	}
	select { // want "select: which of several cases runs is left to chance"
	case n := <-a:
		return n
	case n := <-b:
		return n
	}
}

func order(m map[string]int) []string {
	var names []string
	for name := range m { // want "range over a map: sort its keys, or say why no order is needed in a comment //tidy:unordered"
		names = append(names, name)
	}
	//tidy:unordered
	for name := range m { // want "range over a map: sort its keys, or say why no order is needed in a comment //tidy:unordered"
		fmt.Println(name)
	}
	names = slices.AppendSeq(names, maps.Keys(m)) // want "maps.Keys: sort what it yields by slices.Sorted"
	return names
}

func noOrder(m map[string]int) (sum int, copied map[string]int) {
	//tidy:unordered A sum has no order.
	for _, n := range m {
		sum += n
	}
	copied = map[string]int{}
	for name, n := range m {
		copied[name] = n
	}
	for name := range m {
		delete(copied, name)
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		fmt.Printf("100%% %s\n", name)
	}
	return sum, copied
}

func addresses(m *int) string { return fmt.Sprintf("at %8p", m) } // want "%p: addresses differ between processes"

const second = 1e9

func half(n int) bool { return 0.5 < 1/float64(n) } // want "floating point: use integers, and ratios of integers"
