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
	all := map[string]*machine.Image{}
	for _, service := range services {
		if all[service], err = build(r, "../"+service); err != nil {
			return nil, err
		}
		if all[service+"client"], err = build(r, "testdata/"+service+"client"); err != nil {
			return nil, err
		}
	}
	return all, nil
})

func build(r *machine.Runtime, dir string) (*machine.Image, error) {
	p, err := program.Builder{}.Build(program.Source{Package: dir})
	if err != nil {
		return nil, err
	}
	wasm, err := os.ReadFile(p.Path)
	if err != nil {
		return nil, err
	}
	return r.Compile(p.Name, p.ID, wasm)
}

func image(t *testing.T, name string) *machine.Image {
	t.Helper()
	all, err := images()
	if err != nil {
		t.Fatal(err)
	}
	return all[name]
}
