package machine

import "golang.org/x/sys/unix"

// reserve takes address space for the whole limit at once, so that growing never moves the memory.
func (m *memory) reserve() {
	b, err := unix.Mmap(-1, 0, int(m.limit), unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		panic("machine: reserve memory for an instance: " + err.Error())
	}
	m.bytes = b
}

func (m *memory) grow(uint64) {}

// zero clears from the offset to the end. Large tails go back to the system, which hands out zero pages later.
func (m *memory) zero(from uint64) {
	const giveBack = 1 << 20
	tail := m.bytes[from:m.size]
	if len(tail) < giveBack {
		clear(tail)
		return
	}
	if err := unix.Madvise(tail, unix.MADV_DONTNEED); err != nil {
		clear(tail)
	}
}

// Free implements experimental.LinearMemory.
func (m *memory) Free() {
	_ = unix.Munmap(m.bytes) // an address range of ours; nothing can be done about a failure
	m.bytes = nil
}
