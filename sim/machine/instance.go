package machine

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// An instance is one instantiated module: a memory and globals that a process borrows.
type instance struct {
	ctx     context.Context
	module  api.Module
	memory  *memory
	globals []api.MutableGlobal
	step    api.Function
	machine *Machine // whose system calls it makes now
}

type instanceKey struct{}

func (im *Image) instantiate() (*instance, error) {
	in := &instance{memory: &memory{limit: im.runtime.limits.Memory}}
	in.ctx = context.WithValue(context.Background(), instanceKey{}, in)
	module, err := im.runtime.wazero.InstantiateModule(withMemory(in.ctx, in.memory), im.module,
		wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		return nil, fmt.Errorf("instantiate program %s: %w", im.Name, err)
	}
	in.module = module
	if in.step = module.ExportedFunction("sim_step"); in.step == nil {
		return nil, fmt.Errorf("program %s was not built for the simulator: it has no sim_step", im.Name)
	}
	for i := range im.globals {
		if g, ok := module.ExportedGlobal(globalName(i)).(api.MutableGlobal); ok {
			in.globals = append(in.globals, g)
		}
	}
	im.made++
	return in, nil
}
