package machine

import (
	"bytes"
	"context"
	"fmt"

	"github.com/tetratelabs/wazero"
)

// What a program's package initialisation read, as the program itself reports it. Such a program cannot start from a
// snapshot that was taken before the world existed.
const (
	ReadClock       = 1
	ReadRandomness  = 2
	ReadEnvironment = 4
)

// Memory is 64 KiB a page; see the WebAssembly core specification, 4.2.8.
const pageSize = 65536

// An Image is a compiled program, its boot snapshot, and a pool of instances.
type Image struct {
	Name string
	ID   string // identity of the program: equal programs have equal ids

	runtime  *Runtime
	module   wazero.CompiledModule
	globals  int
	initRead int
	fresh    bool
	newborn  state // before anything ran
	snapshot state // after boot
	idle     []*instance
	made     int
}

// state is all there is of an instance that is not executing.
type state struct {
	memory  []byte // without the zeros at its end
	pages   uint32
	globals []uint64
}

// Compile makes an image of a program that was built with the overlay of package program, and boots it once: the runtime
// and the package initialisers run, and the result is the snapshot from which every process starts.
func (r *Runtime) Compile(name, id string, wasm []byte) (*Image, error) {
	rewritten, globals, err := exportGlobals(wasm)
	if err != nil {
		return nil, fmt.Errorf("read program %s: %w", name, err)
	}
	module, err := r.wazero.CompileModule(context.Background(), rewritten)
	if err != nil {
		return nil, fmt.Errorf("compile program %s: %w", name, err)
	}
	im := &Image{Name: name, ID: id, runtime: r, module: module, globals: globals}
	in, err := im.instantiate()
	if err != nil {
		return nil, err
	}
	var printed bytes.Buffer
	boot := &Machine{instance: in, system: bootSystem{name, &printed}, limits: r.limits}
	in.machine = boot
	im.newborn = in.save()
	if err := boot.boot(); err != nil {
		return nil, fmt.Errorf("boot program %s: %w\n%s", name, err, printed.Bytes())
	}
	im.initRead = boot.initRead
	im.fresh = boot.initRead != 0
	im.snapshot = in.save()
	im.idle = append(im.idle, in)
	return im, nil
}

// InitRead says what the program's package initialisation read: ReadClock, ReadRandomness, ReadEnvironment.
// Where it is not zero, every process of the image boots anew, which costs some milliseconds each.
func (im *Image) InitRead() int { return im.initRead }

// KeepSnapshot lets processes start from the snapshot although package initialisation read something, for a program that
// is known not to show it.
func (im *Image) KeepSnapshot() { im.initRead, im.fresh = 0, false }

// SetFresh makes every process boot anew instead of starting from the snapshot. The traces must be the same.
func (im *Image) SetFresh(on bool) { im.fresh = on || im.initRead != 0 }

// Instances is how many instances were ever made, a measure of how well the pool works.
func (im *Image) Instances() int { return im.made }

// acquire returns an instance of the given state.
func (im *Image) acquire(s *state) *instance {
	in := im.take()
	in.load(*s)
	return in
}

// take returns an instance in whatever state it was left.
func (im *Image) take() *instance {
	var in *instance
	if n := len(im.idle); n > 0 {
		in, im.idle = im.idle[n-1], im.idle[:n-1]
	} else {
		var err error
		if in, err = im.instantiate(); err != nil {
			panic("machine: " + err.Error()) // Compile instantiated it once
		}
	}
	return in
}

func (im *Image) release(in *instance) {
	in.machine = nil
	im.idle = append(im.idle, in)
}

// save copies the instance's state.
func (in *instance) save() state {
	memory := in.module.Memory()
	live, _ := memory.Read(0, memory.Size())
	live = bytes.TrimRight(live, "\x00")
	s := state{memory: bytes.Clone(live), pages: memory.Size() / pageSize}
	for _, g := range in.globals {
		s.globals = append(s.globals, g.Get())
	}
	return s
}

// load makes the instance's state equal to s.
func (in *instance) load(s state) {
	in.grow(s.pages)
	in.memory.restore(s.memory)
	for i, g := range in.globals {
		g.Set(s.globals[i])
	}
}

// loadFrom makes the instance's state equal to another's.
func (in *instance) loadFrom(other *instance) {
	memory := other.module.Memory()
	in.grow(memory.Size() / pageSize)
	live, _ := memory.Read(0, memory.Size())
	in.memory.restore(live)
	for i, g := range in.globals {
		g.Set(other.globals[i].Get())
	}
}

func (in *instance) grow(pages uint32) {
	memory := in.module.Memory()
	if have := memory.Size() / pageSize; have < pages {
		memory.Grow(pages - have)
	}
}
