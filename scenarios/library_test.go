package scenarios

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// testLibrary has the images of all programs of these scenarios. It belongs to one test, so that those that run many cases can
// be parallel: together they are the longest tests that there are.
func testLibrary(t testing.TB, list []Scenario) *Library {
	t.Helper()
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
