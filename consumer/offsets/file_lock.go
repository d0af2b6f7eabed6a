//go:build unix && !solaris && !aix

package offsets

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock takes the lock of that name, which ends with its holder. One that is taken is a passing error.
func lock(name string) (unlock func() error, err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock offsets: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f.Close, nil
	}
	taken := errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR)
	err = fmt.Errorf("lock offsets: %s: %w", name, errors.Join(err, f.Close()))
	if taken {
		err = passing{err}
	}
	return nil, err
}
