package disk

import (
	"math"
	"slices"
)

// Whence is where an offset of Seek counts from, in the numbering of WASI.
type Whence uint8

// The values of Whence.
const (
	SeekStart Whence = iota
	SeekCurrent
	SeekEnd
)

// file returns an open file, which must have been opened with all of need.
func (f *Files) file(fd uint32, need OpenFlags) (*handle, *file, Errno) {
	h := f.get(fd)
	switch {
	case h == nil:
		return nil, nil, BADF
	case f.Disk.nodes[h.node].dir != nil:
		return nil, nil, ISDIR
	case h.flags&need != need:
		return nil, nil, BADF
	}
	return h, f.Disk.nodes[h.node].file, OK
}

// Read reads from the descriptor's offset and moves it on; 0 bytes into a non-empty b is the end of the file.
func (f *Files) Read(fd uint32, b []byte) (int, Errno) {
	h, file, e := f.file(fd, Read)
	if e != OK {
		return 0, e
	}
	n := file.current.read(b, h.offset)
	h.offset += int64(n)
	return n, OK
}

// Pread reads at an offset.
func (f *Files) Pread(fd uint32, b []byte, off int64) (int, Errno) {
	_, file, e := f.file(fd, Read)
	if e != OK {
		return 0, e
	}
	if off < 0 {
		return 0, INVAL
	}
	return file.current.read(b, off), OK
}

// Write writes at the descriptor's offset, or at the end of a file opened for Append, and moves the offset on.
func (f *Files) Write(fd uint32, b []byte, now int64) (int, Errno) {
	h, file, e := f.file(fd, Write)
	if e != OK {
		return 0, e
	}
	off := h.offset
	if h.flags&Append != 0 {
		off = file.current.size
	}
	if e := f.write(h, file, b, off, now); e != OK {
		return 0, e
	}
	h.offset = off + int64(len(b))
	return len(b), OK
}

// Pwrite writes at an offset.
func (f *Files) Pwrite(fd uint32, b []byte, off, now int64) (int, Errno) {
	h, file, e := f.file(fd, Write)
	if e != OK {
		return 0, e
	}
	if e := f.write(h, file, b, off, now); e != OK {
		return 0, e
	}
	return len(b), OK
}

func (f *Files) write(h *handle, file *file, b []byte, off, now int64) Errno {
	if len(b) == 0 {
		return OK
	}
	e := f.Disk.change(file, change{kind: changeWrite, offset: off, data: slices.Clone(b), mtime: now})
	if e != OK {
		return e
	}
	if h.flags&Sync != 0 {
		file.sync()
	}
	f.changed(Change{Kind: Written, Name: h.name, Offset: off, Data: b})
	return OK
}

// Seek moves the descriptor's offset, also beyond the end.
func (f *Files) Seek(fd uint32, offset int64, whence Whence) (int64, Errno) {
	h, file, e := f.file(fd, 0)
	if e != OK {
		return 0, e
	}
	from := int64(0)
	switch whence {
	case SeekStart:
	case SeekCurrent:
		from = h.offset
	case SeekEnd:
		from = file.current.size
	default:
		return 0, INVAL
	}
	if offset > math.MaxInt64-from || from+offset < 0 {
		return 0, INVAL
	}
	h.offset = from + offset
	return h.offset, OK
}

// Truncate sets the size of an open file.
func (f *Files) Truncate(fd uint32, size, now int64) Errno {
	h, file, e := f.file(fd, Write)
	if e != OK {
		return e
	}
	if e := f.Disk.change(file, change{kind: changeSize, offset: size, mtime: now}); e != OK {
		return e
	}
	f.changed(Change{Kind: Resized, Name: h.name, Offset: size})
	return OK
}

// Sync makes an open file's data, or an open directory's names, durable.
func (f *Files) Sync(fd uint32) Errno {
	h := f.get(fd)
	if h == nil {
		return BADF
	}
	if n := f.Disk.nodes[h.node]; n.file != nil {
		n.file.sync()
	} else {
		f.Disk.syncDirectory(h.node)
	}
	return OK
}

// change changes a file within the quota. A change that does not fit leaves the file as it was.
func (d *Disk) change(f *file, ch change) Errno {
	if ch.offset < 0 {
		return INVAL
	}
	if ch.offset > math.MaxInt64-int64(len(ch.data)) {
		return FBIG
	}
	grow := int64(0)
	switch ch.kind {
	case changeWrite:
		grow = max(0, ch.offset+int64(len(ch.data))-f.current.size)
	case changeSize:
		grow = ch.offset - f.current.size
	}
	if e := d.reserve(grow); e != OK {
		return e
	}
	d.used += grow
	f.apply(ch)
	return OK
}
