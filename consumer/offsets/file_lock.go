package offsets

import (
	"errors"
	"fmt"
	"os"

	"github.com/onceover/onceover/consumer/internal/flock"
)

// lock takes the lock of that name, which ends with its holder. One that is taken is a passing error.
func lock(name string) (unlock func() error, err error) {
	if !flock.Exists {
		return func() error { return nil }, nil
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock offsets: %w", err)
	}
	if err = flock.Try(f); err == nil {
		return f.Close, nil
	}
	taken := errors.Is(err, flock.ErrTaken)
	err = fmt.Errorf("lock offsets: %w", errors.Join(err, f.Close()))
	if taken {
		err = passing{err}
	}
	return nil, err
}
