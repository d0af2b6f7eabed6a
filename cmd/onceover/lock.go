//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock keeps other runs out of a directory until unlock is called or this process ends, however it does: nothing is left
// behind that somebody would have to remove. Where the file system has no locks, nothing is locked.
func lock(dir string) (unlock func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("lock directory: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, fmt.Errorf("another run writes to %s now: wait for its end, or name another directory with --out", dir)
	}
	return func() { f.Close() }, nil
}
