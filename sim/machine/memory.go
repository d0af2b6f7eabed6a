package machine

import (
	"context"

	"github.com/tetratelabs/wazero/experimental"
)

// memory is the linear memory of one instance. It never shrinks, and what a former process left behind is cleared by
// restore, so that a process cannot tell a used instance from a new one.
type memory struct {
	bytes    []byte // all that is reserved
	size     uint64 // what the instance has grown to
	limit    uint64
	exceeded bool // the process asked for more than the limit
}

// withMemory makes the next instantiation under the context use m.
func withMemory(ctx context.Context, m *memory) context.Context {
	return experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(
		func(_, max uint64) experimental.LinearMemory {
			m.limit = min(m.limit, max)
			m.reserve()
			return m
		}))
}

// Reallocate implements experimental.LinearMemory. Nil makes memory.grow fail, as on a full machine.
func (m *memory) Reallocate(size uint64) []byte {
	if size > m.limit {
		m.exceeded = true
		return nil
	}
	m.grow(size)
	m.size = max(m.size, size)
	return m.bytes[:size]
}

// restore makes the memory's content equal to the snapshot followed by zeros.
func (m *memory) restore(snapshot []byte) {
	copy(m.bytes, snapshot)
	m.zero(uint64(len(snapshot)))
	m.exceeded = false
}
