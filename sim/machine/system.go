package machine

import (
	"github.com/onceover/onceover/sim/disk"
	"github.com/onceover/onceover/sim/wasi"
)

// A System is the world as one process sees it: the answers to its system calls. None of its methods may block.
//
// Everything is closed unless the System gives it: there is no clock, no randomness, no file and no network but these.
type System interface {
	// Wall is the host's wall clock in Unix nanoseconds, Monotonic a clock that never goes back. Both stand still while
	// the program computes; Machine adds the ticks that let a spinning program move.
	Wall() int64
	Monotonic() int64
	Random(b []byte)
	Args() []string
	Environ() []string

	// Write takes what the program writes to standard output (1) and standard error (2).
	Write(fd uint32, b []byte)
	// Files is the process's table of open files. Now is the time stamp for its changes.
	Files() *disk.Files
	// Synced is called after an fsync.
	Synced(fd uint32)
	// ReadControl moves waiting control messages into b.
	ReadControl(b []byte) int
	HasControl() bool
	// Ask hands a service's report to the world and returns the answer.
	Ask(request []byte) []byte

	Dial(addr string) (fd uint32, e wasi.Errno)
	Listen(addr string) (fd uint32, e wasi.Errno)
	Accept(fd uint32) (conn uint32, e wasi.Errno)
	// DialError is the errno a finished connect failed with, or OK.
	DialError(fd uint32) wasi.Errno
	// Addrs are the two ends of a socket: four bytes of address, port in little-endian.
	Addrs(fd uint32) (local, remote [6]byte, ok bool)
	Receive(fd uint32, b []byte) (int, wasi.Errno)
	Send(fd uint32, b []byte) (int, wasi.Errno)
	ShutdownWrite(fd uint32) wasi.Errno
	CloseSocket(fd uint32) wasi.Errno
	IsSocket(fd uint32) bool
	Readable(fd uint32) bool
	Writable(fd uint32) bool
}
