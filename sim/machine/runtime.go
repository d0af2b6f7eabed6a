// Package machine runs one ordinary Go program, compiled to WebAssembly, as a deterministic process.
//
// A Machine is one process: between two calls of Step nothing of it is on the host's stack, and its whole state is data
// that can be copied. Every system call of the program is answered by a System that the caller gives; nothing of the real
// machine can leak in. This is the only package that imports wazero.
package machine

import (
	"context"
	"fmt"
	"os"

	"github.com/tetratelabs/wazero"
)

// Limits bound what one process may use. A zero field means the default.
type Limits struct {
	Memory uint64 // bytes of linear memory; default 1 GiB
	Calls  int    // system calls in one step; default 20,000,000
}

func (l Limits) withDefaults() Limits {
	if l.Memory == 0 {
		l.Memory = 1 << 30
	}
	if l.Calls == 0 {
		l.Calls = 20_000_000
	}
	return l
}

// A Runtime compiles images and holds their instances. It is for one goroutine; make one for each.
type Runtime struct {
	wazero wazero.Runtime
	cache  wazero.CompilationCache
	limits Limits
}

// NewRuntime returns a runtime that keeps compiled code in the directory cacheDir, which is made if it is missing. Where
// the directory has grown beyond 2 GiB, the oldest code goes.
func NewRuntime(cacheDir string, limits Limits) (*Runtime, error) {
	if err := os.MkdirAll(cacheDir, 0o755); err != nil {
		return nil, fmt.Errorf("make the cache of compiled programs: %w", err)
	}
	prune(cacheDir, cacheMax)
	cache, err := wazero.NewCompilationCacheWithDir(cacheDir)
	if err != nil {
		return nil, fmt.Errorf("open the cache of compiled programs %s: %w", cacheDir, err)
	}
	ctx := context.Background()
	r := &Runtime{cache: cache, limits: limits.withDefaults()}
	r.wazero = wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCompilationCache(cache))
	if err := defineSystemCalls(ctx, r.wazero); err != nil {
		return nil, fmt.Errorf("define the system calls: %w", err)
	}
	return r, nil
}

// Close frees the runtime, its images and their instances.
func (r *Runtime) Close() error {
	ctx := context.Background()
	if err := r.wazero.Close(ctx); err != nil {
		return err
	}
	return r.cache.Close(ctx)
}
