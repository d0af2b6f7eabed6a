package program

import "embed"

//go:embed overlay/*.txt
var overlayFiles embed.FS

// A patch changes one file of the toolchain's own standard library.
type patch struct {
	file   string // below GOROOT/src
	anchor string // text that the file must contain
	with   string // what stands there instead; every occurrence is replaced
}

// An addition is one more file in a package of the standard library.
type addition struct {
	dir    string // below GOROOT/src; its last element names the package, unless pkg does
	pkg    string
	source string // below overlay
}

// Every addition is named so that it is the last file of its package: its init function runs after all others of it.
const additionName = "zz_onceover_wasip1.go"

var additions = []addition{
	{dir: "runtime", source: "runtime.go.txt"},
	{dir: "syscall", source: "syscall.go.txt"},
	{dir: "os", source: "os.go.txt"},
	{dir: "os/signal", source: "signal.go.txt"},
	{dir: "net", source: "net.go.txt"},
	{dir: "time", source: "reads.go.txt"},
	{dir: "math/rand", source: "reads.go.txt"},
	{dir: "math/rand/v2", pkg: "rand", source: "reads.go.txt"},
}

var patches = []patch{
	// A reused instance may own more memory than the restored state knows of. Taking what is there before asking for
	// more keeps the amount of memory independent of what ran in the instance before.
	{"runtime/mem_wasm.go", "\tif bl+n > blocMax {\n",
		"\tif c := uintptr(currentMemory()) * physPageSize; bl+n > blocMax && c > blocMax {\n\t\tblocMax = c\n\t}\n\tif bl+n > blocMax {\n"},

	// A panic ends an ordinary program with exit code 2; in a library, which this is to the linker, it would abort.
	{"runtime/runtime1.go", "\tif islibrary || isarchive {\n\t\tt |= tracebackCrash\n", "\tif false {\n\t\tt |= tracebackCrash\n"},

	// TCP goes to the world. UDP and Unix sockets stay what wasip1 makes of them: a fake inside the process.
	{"net/net_fake.go", "ctrlCtxFn func(context.Context, string, string, syscall.RawConn) error) (*netFD, error) {\n",
		"ctrlCtxFn func(context.Context, string, string, syscall.RawConn) error) (*netFD, error) {\n" +
			"\tif _, ok := laddr.(*TCPAddr); ok {\n\t\treturn onceoverSocket(ctx, net, laddr, raddr, ctrlCtxFn)\n\t}\n"},
	{"net/fd_fake.go", "\treturn netfd, nil\n", "\tnetfd.onceoverAccepted()\n\treturn netfd, nil\n"},
	// Socket options succeed, as they do on systems that have them.
	{"net/sockopt_fake.go", "\treturn syscall.ENOPROTOOPT\n", "\t_ = syscall.ENOPROTOOPT\n\treturn nil\n"},
	{"net/tcpsockopt_stub.go", "\treturn syscall.ENOPROTOOPT\n", "\t_ = syscall.ENOPROTOOPT\n\treturn nil\n"},

	// The process's identity comes from the world.
	{"syscall/syscall_wasip1.go", "func Getpid() int {\n\treturn 3\n", "func Getpid() int {\n\tonceoverInitReads |= 4\n\treturn onceoverPid\n"},
	{"os/sys.go", "\treturn hostname()\n", "\tonceoverInitReads |= 4\n\tif onceoverHostname != \"\" {\n\t\treturn onceoverHostname, nil\n\t}\n\treturn hostname()\n"},
	// A program that signals itself meets its own handlers.
	{"syscall/syscall_wasip1.go", "\tProcExit(128 + int32(signum))\n",
		"\tif onceoverDeliver != nil && onceoverDeliver(signum) {\n\t\treturn nil\n\t}\n\tProcExit(128 + int32(signum))\n"},

	// The runtime keeps which signals a program ignores, in tables that wasm otherwise has no entries in.
	{"runtime/os_wasm.go", "\nconst _NSIG = 0\n", "\nconst _NSIG = 65\n"},

	// What package initialisation reads; see onceoverInitReads in package runtime.
	{"time/time.go", "\nfunc Now() Time {\n", "\nfunc Now() Time {\n\tonceoverInitReads |= 1\n"},
	{"time/sleep.go", "\nfunc when(d Duration) int64 {\n", "\nfunc when(d Duration) int64 {\n\tonceoverInitReads |= 1\n"},
	{"runtime/time.go", "\nfunc timeSleep(ns int64) {\n", "\nfunc timeSleep(ns int64) {\n\tonceoverInitReads |= 1\n"},
	{"math/rand/rand.go", "\nfunc (*runtimeSource) Int63() int64 {\n", "\nfunc (*runtimeSource) Int63() int64 {\n\tonceoverInitReads |= 2\n"},
	{"math/rand/rand.go", "\nfunc (*runtimeSource) Uint64() uint64 {\n", "\nfunc (*runtimeSource) Uint64() uint64 {\n\tonceoverInitReads |= 2\n"},
	{"math/rand/v2/rand.go", "\nfunc (runtimeSource) Uint64() uint64 {\n", "\nfunc (runtimeSource) Uint64() uint64 {\n\tonceoverInitReads |= 2\n"},
	{"syscall/fs_wasip1.go", "\nfunc RandomGet(b []byte) error {\n", "\nfunc RandomGet(b []byte) error {\n\tonceoverInitReads |= 2\n"},
	{"os/env.go", "\ttestlog.Getenv(key)\n", "\tonceoverReadEnv(key)\n\ttestlog.Getenv(key)\n"},
	{"os/env.go", "\treturn syscall.Environ()\n", "\tonceoverInitReads |= 4\n\treturn syscall.Environ()\n"},
}
