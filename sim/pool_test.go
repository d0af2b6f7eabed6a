package sim_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// worldsOnOnePool is how many worlds reuse the same instances; what one leaves behind must not reach the next.
const worldsOnOnePool = 2000

func TestManyWorldsOnOnePoolChangeNothing(t *testing.T) {
	r := newRuntime(t, machine.Limits{})
	im := build(t, r, program.Source{Package: "testdata/outsider"})
	want := finish(t, outsiders(im, 1)).Sum()
	var early int
	for i := range worldsOnOnePool {
		seed := uint64(i % 5)
		got := finish(t, outsiders(im, seed)).Sum()
		if seed == 1 && got != want {
			t.Fatalf("world %d has another trace", i)
		}
		if i == worldsOnOnePool/10 {
			early = resident(t)
		}
	}
	if n := im.Instances(); n > 3 {
		t.Errorf("%d instances for two processes at a time", n)
	}
	if late := resident(t); late > early+early/4 {
		t.Errorf("resident memory grew from %d to %d KiB", early, late)
	}
}

// resident is the memory that the test process holds, in KiB, or 0 where the system does not say.
func resident(t *testing.T) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.Atoi(strings.Fields(value)[0])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	return 0
}
