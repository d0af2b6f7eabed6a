package machine

import (
	"bytes"

	"github.com/onceover/onceover/sim/disk"
	"github.com/onceover/onceover/sim/wasi"
)

// bootEpoch is the time at which snapshots boot; nobody sees it, because a program whose initialisation reads the clock
// gets no snapshot.
const bootEpoch = 946684800_000_000_000

// bootSystem is the world of a program that boots for its snapshot: nothing is there yet.
type bootSystem struct {
	name    string
	printed *bytes.Buffer
}

func (bootSystem) Wall() int64      { return bootEpoch }
func (bootSystem) Monotonic() int64 { return 0 }
func (bootSystem) Random(b []byte) {
	for i := range b {
		b[i] = byte(i) // not all zero: the runtime would take that for a failure
	}
}
func (b bootSystem) Args() []string                         { return []string{b.name} }
func (bootSystem) Environ() []string                        { return nil }
func (b bootSystem) Write(_ uint32, text []byte)            { b.printed.Write(text) }
func (bootSystem) Files() *disk.Files                       { return disk.NewFiles(disk.New()) }
func (bootSystem) Synced(uint32)                            {}
func (bootSystem) ReadControl([]byte) int                   { return 0 }
func (bootSystem) HasControl() bool                         { return false }
func (bootSystem) Ask([]byte) []byte                        { return nil }
func (bootSystem) Dial(string) (uint32, wasi.Errno)         { return 0, wasi.ENOSYS }
func (bootSystem) Listen(string) (uint32, wasi.Errno)       { return 0, wasi.ENOSYS }
func (bootSystem) Accept(uint32) (uint32, wasi.Errno)       { return 0, wasi.EBADF }
func (bootSystem) DialError(uint32) wasi.Errno              { return wasi.EBADF }
func (bootSystem) Addrs(uint32) (l, r [6]byte, ok bool)     { return l, r, false }
func (bootSystem) Receive(uint32, []byte) (int, wasi.Errno) { return 0, wasi.EBADF }
func (bootSystem) Send(uint32, []byte) (int, wasi.Errno)    { return 0, wasi.EBADF }
func (bootSystem) ShutdownWrite(uint32) wasi.Errno          { return wasi.EBADF }
func (bootSystem) CloseSocket(uint32) wasi.Errno            { return wasi.EBADF }
func (bootSystem) IsSocket(uint32) bool                     { return false }
func (bootSystem) Readable(uint32) bool                     { return false }
func (bootSystem) Writable(uint32) bool                     { return false }
