//go:build !linux

package machine

func (m *memory) reserve() {}

func (m *memory) grow(size uint64) {
	if size > uint64(len(m.bytes)) {
		m.bytes = append(m.bytes, make([]byte, size-uint64(len(m.bytes)))...)
	}
}

func (m *memory) zero(from uint64) { clear(m.bytes[from:m.size]) }

// Free implements experimental.LinearMemory.
func (m *memory) Free() { m.bytes = nil }
