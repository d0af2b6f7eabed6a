package disk

import "strconv"

// Errno is a WASI preview 1 error number; zero is success.
type Errno uint16

// The errors that this package answers, and NOSYS for what it does not have (links).
const (
	OK          Errno = 0
	BADF        Errno = 8
	EXIST       Errno = 20
	FBIG        Errno = 22
	INVAL       Errno = 28
	ISDIR       Errno = 31
	MFILE       Errno = 33
	NAMETOOLONG Errno = 37
	NOENT       Errno = 44
	NOSPC       Errno = 51
	NOSYS       Errno = 52
	NOTDIR      Errno = 54
	NOTEMPTY    Errno = 55
)

var errnoNames = map[Errno]string{
	OK: "ok", BADF: "bad file number", EXIST: "file exists", FBIG: "file too large", INVAL: "invalid argument",
	ISDIR: "is a directory", MFILE: "too many open files", NAMETOOLONG: "file name too long",
	NOENT: "no such file or directory", NOSPC: "no space left on device", NOSYS: "not implemented",
	NOTDIR: "not a directory", NOTEMPTY: "directory not empty",
}

// String is the usual wording of the error.
func (e Errno) String() string {
	if s, ok := errnoNames[e]; ok {
		return s
	}
	return "errno " + strconv.Itoa(int(e))
}
