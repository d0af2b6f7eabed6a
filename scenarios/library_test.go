package scenarios

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// making is held by who makes a library.
var making sync.Mutex

// testLibrary has the images of all programs of these scenarios. It belongs to one test, so that those that run many cases can
// be parallel: together they are the longest tests that there are. One is made after the other, as most of the time goes into
// compiling programs, which the next one then finds compiled.
func testLibrary(t testing.TB, list []Scenario) *Library {
	t.Helper()
	making.Lock()
	defer making.Unlock()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	r, err := machine.NewRuntime(filepath.Join(cache, "onceover", "compiled"), machine.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	l := NewLibrary(r)
	for _, p := range Programs(list) {
		built, err := program.Builder{}.Build(p.In("..").Source)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Add(p.Name, built); err != nil {
			t.Fatal(err)
		}
	}
	return l
}
