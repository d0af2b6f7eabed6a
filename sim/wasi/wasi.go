// Package wasi names the numbers of the WASI preview 1 interface that a simulated process meets.
//
// Source: WASI/legacy/preview1/docs.md in the WebAssembly/WASI repository.
package wasi

// An Errno is WASI's errno.
type Errno uint32

// The error numbers that the simulator answers.
const (
	OK            Errno = 0
	EADDRINUSE    Errno = 3
	EADDRNOTAVAIL Errno = 4
	EAGAIN        Errno = 6
	EBADF         Errno = 8
	ECONNREFUSED  Errno = 14
	ECONNRESET    Errno = 15
	EHOSTUNREACH  Errno = 23
	EINVAL        Errno = 28
	ENOSYS        Errno = 52
	ENOTCONN      Errno = 53
	EPIPE         Errno = 64
	ETIMEDOUT     Errno = 73
)

// File types of fdstat and filestat.
const (
	CharacterDevice = 2
	Directory       = 3
	RegularFile     = 4
	SocketStream    = 6
)

// Descriptors with a fixed meaning in every process.
const (
	FDRoot    = 3   // the one preopened directory, "/"
	FDEvents  = 100 // the event pump: frames from the world
	FDControl = 101 // control messages to a service
)
