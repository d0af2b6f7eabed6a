//go:build unix && !solaris && !aix

package flock

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Exists says whether the system has flock. Where it has none the functions do nothing, and nobody is kept apart.
const Exists = true

// Try takes the lock on an open file, and does not wait: if somebody else has it the error wraps ErrTaken. Who has opened the
// file another time is somebody else, also in this process. The lock ends with Release, or when the file is closed, however
// its process ends.
func Try(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR):
		err = ErrTaken
	}
	return fmt.Errorf("lock %s: %w", f.Name(), err)
}

// Release gives the lock back.
func Release(f *os.File) error {
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_UN); err != nil {
		return fmt.Errorf("unlock %s: %w", f.Name(), err)
	}
	return nil
}
