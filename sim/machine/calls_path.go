package machine

import (
	"encoding/binary"

	"github.com/tetratelabs/wazero/api"

	"github.com/onceover/onceover/sim/disk"
	"github.com/onceover/onceover/sim/wasi"
)

// Bits of oflags, fdflags and rights of path_open.
const (
	oCreate, oDirectory, oExcl, oTrunc = 1, 2, 4, 8
	fdAppend, fdDSync, fdSync          = 1, 2, 16
	rightRead, rightWrite              = 1 << 1, 1 << 6
)

const rootName = "/"

var pathCalls = []systemCall{
	{"fd_prestat_get", "ii", func(_ *Machine, mem api.Memory, s []uint64) wasi.Errno {
		if u(s[0]) != disk.RootFD {
			return wasi.EBADF
		}
		mem.WriteUint32Le(u(s[1]), 0)
		mem.WriteUint32Le(u(s[1])+4, uint32(len(rootName)))
		return wasi.OK
	}},
	{"fd_prestat_dir_name", "iii", func(_ *Machine, mem api.Memory, s []uint64) wasi.Errno {
		copy(read(mem, s[1], s[2]), rootName)
		return wasi.OK
	}},
	{"path_open", "iiiiillii", (*Machine).pathOpen},
	{"fd_filestat_get", "ii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		st, e := m.system.Files().StatFD(u(s[0]))
		return writeStat(mem, s[1], st, e)
	}},
	{"path_filestat_get", "iiiii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		st, e := m.system.Files().Stat(u(s[0]), text(mem, s[2], s[3]))
		return writeStat(mem, s[4], st, e)
	}},
	{"path_filestat_set_times", "iiiiillii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		return wasi.Errno(m.system.Files().SetTimes(u(s[0]), text(mem, s[2], s[3]), int64(s[5])))
	}},
	{"fd_sync", "i", func(m *Machine, _ api.Memory, s []uint64) wasi.Errno {
		e := m.system.Files().Sync(u(s[0]))
		if e == disk.OK {
			m.system.Synced(u(s[0]))
		}
		return wasi.Errno(e)
	}},
	{"path_rename", "iiiiii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		return wasi.Errno(m.system.Files().Rename(u(s[0]), text(mem, s[1], s[2]), u(s[3]), text(mem, s[4], s[5]), m.system.Wall()))
	}},
	{"path_unlink_file", "iii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		return wasi.Errno(m.system.Files().Remove(u(s[0]), text(mem, s[1], s[2]), m.system.Wall()))
	}},
	{"path_remove_directory", "iii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		return wasi.Errno(m.system.Files().Rmdir(u(s[0]), text(mem, s[1], s[2]), m.system.Wall()))
	}},
	{"path_create_directory", "iii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		return wasi.Errno(m.system.Files().Mkdir(u(s[0]), text(mem, s[1], s[2]), m.system.Wall()))
	}},
	{"fd_readdir", "iiili", (*Machine).fdReaddir},
	{"fd_seek", "ilii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		at, e := m.system.Files().Seek(u(s[0]), int64(s[1]), disk.Whence(u(s[2])))
		mem.WriteUint64Le(u(s[3]), uint64(at))
		return wasi.Errno(e)
	}},
	{"fd_pread", "iiili", (*Machine).fdPread},
	{"fd_pwrite", "iiili", (*Machine).fdPwrite},
	{"fd_filestat_set_size", "il", func(m *Machine, _ api.Memory, s []uint64) wasi.Errno {
		return wasi.Errno(m.system.Files().Truncate(u(s[0]), int64(s[1]), m.system.Wall()))
	}},
	{"fd_fdstat_set_rights", "ill", unsupported},
	{"path_link", "iiiiiii", unsupported},
	{"path_symlink", "iiiii", unsupported},
	{"path_readlink", "iiiiii", unsupported},
}

func unsupported(*Machine, api.Memory, []uint64) wasi.Errno { return wasi.ENOSYS }

func text(mem api.Memory, ptr, n uint64) string { return string(read(mem, ptr, n)) }

func (m *Machine) pathOpen(mem api.Memory, s []uint64) wasi.Errno {
	oflags, rights, fdflags := u(s[4]), s[5], u(s[7])
	var flags disk.OpenFlags
	set := func(on bool, f disk.OpenFlags) {
		if on {
			flags |= f
		}
	}
	set(oflags&oCreate != 0, disk.Create)
	set(oflags&oDirectory != 0, disk.Directory)
	set(oflags&oExcl != 0, disk.Excl)
	set(oflags&oTrunc != 0, disk.Trunc)
	set(rights&rightRead != 0, disk.Read)
	set(rights&rightWrite != 0 && oflags&oDirectory == 0, disk.Write)
	set(fdflags&fdAppend != 0, disk.Append)
	set(fdflags&(fdSync|fdDSync) != 0, disk.Sync)
	fd, e := m.system.Files().Open(u(s[0]), text(mem, s[2], s[3]), flags, m.system.Wall())
	mem.WriteUint32Le(u(s[8]), fd)
	return wasi.Errno(e)
}

// fileKind fills in the fdstat of a file.
func (m *Machine) fileKind(fd uint32, out []byte) wasi.Errno {
	st, e := m.system.Files().StatFD(fd)
	if e != disk.OK {
		return wasi.Errno(e)
	}
	out[0] = fileType(st.Dir)
	if flags, _ := m.system.Files().Flags(fd); flags&disk.Append != 0 {
		out[2] = fdAppend
	}
	return wasi.OK
}

func fileType(dir bool) byte {
	if dir {
		return wasi.Directory
	}
	return wasi.RegularFile
}

// writeStat writes a filestat: device, inode, type, links, size, and three times.
func writeStat(mem api.Memory, at uint64, st disk.Stat, e disk.Errno) wasi.Errno {
	if e != disk.OK {
		return wasi.Errno(e)
	}
	out := read(mem, at, 64)
	clear(out)
	binary.LittleEndian.PutUint64(out[8:], uint64(st.Ino))
	out[16] = fileType(st.Dir)
	out[24] = 1
	binary.LittleEndian.PutUint64(out[32:], uint64(st.Size))
	for _, field := range []int{40, 48, 56} {
		binary.LittleEndian.PutUint64(out[field:], uint64(st.Mtime))
	}
	return wasi.OK
}

// fdReaddir writes directory entries from the cookie on, the last one cut where the buffer ends.
func (m *Machine) fdReaddir(mem api.Memory, s []uint64) wasi.Errno {
	entries, e := m.system.Files().ReadDir(u(s[0]), s[3])
	if e != disk.OK {
		return wasi.Errno(e)
	}
	out := read(mem, s[1], s[2])
	used := 0
	for i, entry := range entries {
		var head [24]byte
		binary.LittleEndian.PutUint64(head[:], s[3]+uint64(i)+1)
		binary.LittleEndian.PutUint64(head[8:], uint64(entry.Ino))
		binary.LittleEndian.PutUint32(head[16:], uint32(len(entry.Name)))
		head[20] = fileType(entry.Dir)
		used += copy(out[used:], head[:])
		used += copy(out[used:], entry.Name)
	}
	mem.WriteUint32Le(u(s[4]), uint32(used))
	return wasi.OK
}

func (m *Machine) fdPread(mem api.Memory, s []uint64) wasi.Errno {
	at := int64(s[3])
	n, e := m.eachVector(mem, s[1], s[2], func(b []byte) (int, wasi.Errno) {
		n, e := m.system.Files().Pread(u(s[0]), b, at)
		at += int64(n)
		return n, wasi.Errno(e)
	})
	mem.WriteUint32Le(u(s[4]), n)
	return e
}

func (m *Machine) fdPwrite(mem api.Memory, s []uint64) wasi.Errno {
	at := int64(s[3])
	n, e := m.eachVector(mem, s[1], s[2], func(b []byte) (int, wasi.Errno) {
		n, e := m.system.Files().Pwrite(u(s[0]), b, at, m.system.Wall())
		at += int64(n)
		return n, wasi.Errno(e)
	})
	mem.WriteUint32Le(u(s[4]), n)
	return e
}
