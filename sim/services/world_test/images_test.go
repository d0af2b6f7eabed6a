package world

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// images has every program, compiled and booted once. Compiled code is kept with the user's other caches.
var images = sync.OnceValues(func() (map[string]*machine.Image, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	r, err := machine.NewRuntime(filepath.Join(cache, "onceover", "compiled"), machine.Limits{})
	if err != nil {
		return nil, err
	}
	dirs := map[string]string{
		"zookeepersteps": "testdata/zookeepersteps", "zookeepercallers": "testdata/zookeepercallers", "direct": "../../../cmd/direct",
	}
	for _, service := range services {
		dirs[service], dirs[service+"client"] = "../"+service, "testdata/"+service+"client"
	}
	programs, err := build(dirs)
	if err != nil {
		return nil, err
	}
	all := map[string]*machine.Image{}
	for name, p := range programs {
		wasm, err := os.ReadFile(p.Path)
		if err != nil {
			return nil, err
		}
		if all[name], err = r.Compile(p.Name, p.ID, wasm); err != nil {
			return nil, err
		}
	}
	return all, nil
})

// build builds the programs side by side: each is mostly one linker that runs on one core.
func build(dirs map[string]string) (map[string]program.Program, error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	programs := map[string]program.Program{}
	for name, dir := range dirs {
		all.Go(func() {
			p, err := program.Builder{}.Build(program.Source{Package: dir})
			mu.Lock()
			defer mu.Unlock()
			if programs[name] = p; err != nil {
				failed = err
			}
		})
	}
	all.Wait()
	return programs, failed
}

func image(t *testing.T, name string) *machine.Image {
	t.Helper()
	all, err := images()
	if err != nil {
		t.Fatal(err)
	}
	return all[name]
}
