package machine

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"

	"github.com/onceover/onceover/sim/wasi"
)

// exitDoomed is the exit code with which a doomed process unwinds; the Outcome says Killed, so nobody sees it.
const exitDoomed = 137

// A call is one system call. The upper half of an i32 argument on wazero's stack is undefined: narrow it with u.
type call func(m *Machine, mem api.Memory, s []uint64) wasi.Errno

// signatures: i is an i32, l an i64; every one returns an i32.
type systemCall struct {
	name   string
	params string
	run    call
}

func u(x uint64) uint32 { return uint32(x) }

func defineSystemCalls(ctx context.Context, r wazero.Runtime) error {
	preview1 := r.NewHostModuleBuilder("wasi_snapshot_preview1")
	for _, table := range [][]systemCall{processCalls, descriptorCalls, pathCalls} {
		for _, c := range table {
			export(preview1, c)
		}
	}
	preview1.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(procExit), valueTypes("i"), nil).Export("proc_exit")
	if _, err := preview1.Instantiate(ctx); err != nil {
		return err
	}
	own := r.NewHostModuleBuilder("onceover")
	for _, c := range socketCalls {
		export(own, c)
	}
	_, err := own.Instantiate(ctx)
	return err
}

func export(b wazero.HostModuleBuilder, c systemCall) {
	run := c.run
	b.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(func(ctx context.Context, mod api.Module, s []uint64) {
		m := ctx.Value(instanceKey{}).(*instance).machine
		if m.calls++; m.calls > m.limits.Calls {
			m.Doom("a step that makes system calls without end")
			panic(sys.NewExitError(exitDoomed))
		}
		defer m.catch()
		s[0] = uint64(run(m, mod.Memory(), s))
		if m.doomed != "" {
			panic(sys.NewExitError(exitDoomed))
		}
	}), valueTypes(c.params), valueTypes("i")).Export(c.name)
}

// catch keeps a panic of the host from passing through the program, where it would look like the program's own end. Step
// raises it again.
func (m *Machine) catch() {
	r := recover()
	if r == nil {
		return
	}
	if _, exit := r.(*sys.ExitError); !exit {
		m.bug = &HostPanic{Value: r, Stack: debug.Stack()}
	}
	panic(sys.NewExitError(exitDoomed))
}

// A HostPanic is what Step panics with where a system call did: a bug of the simulator, never of the program.
type HostPanic struct {
	Value any
	Stack []byte
}

func (p *HostPanic) String() string { return fmt.Sprintf("%v\n\n%s", p.Value, p.Stack) }

func procExit(_ context.Context, _ api.Module, s []uint64) { panic(sys.NewExitError(u(s[0]))) }

func valueTypes(params string) []api.ValueType {
	types := make([]api.ValueType, len(params))
	for i, c := range params {
		types[i] = api.ValueTypeI32
		if c == 'l' {
			types[i] = api.ValueTypeI64
		}
	}
	return types
}

// read is the slice of the guest's memory itself. A guest that passes a bad pointer is broken beyond reporting.
func read(mem api.Memory, ptr, n uint64) []byte {
	b, ok := mem.Read(u(ptr), u(n))
	if !ok {
		panic("machine: system call with a pointer outside of memory")
	}
	return b
}

// eachVector calls f with each buffer of a list of iovecs, until f takes less than all of one or the process is doomed.
func (m *Machine) eachVector(mem api.Memory, vectors, count uint64, f func(b []byte) (int, wasi.Errno)) (uint32, wasi.Errno) {
	total := uint32(0)
	for i := range u(count) {
		at := u(vectors) + 8*i
		ptr, _ := mem.ReadUint32Le(at)
		size, _ := mem.ReadUint32Le(at + 4)
		b := read(mem, uint64(ptr), uint64(size))
		n, e := f(b)
		if e != wasi.OK {
			if total > 0 {
				return total, wasi.OK
			}
			return 0, e
		}
		if total += uint32(n); n < len(b) || m.doomed != "" {
			break
		}
	}
	return total, wasi.OK
}
