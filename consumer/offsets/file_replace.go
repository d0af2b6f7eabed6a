package offsets

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// replaceFile gives a file new content, all of it or nothing whatever breaks, and makes it durable.
func replaceFile(name string, data []byte) error {
	next := name + ".next"
	if err := writeSynced(next, data); err != nil {
		return fmt.Errorf("write offsets: %w", err)
	}
	if err := os.Rename(next, name); err != nil {
		return fmt.Errorf("write offsets: %w", err)
	}
	return syncDirectory(name)
}

// writeSynced writes a file whose content is durable, if not its name.
func writeSynced(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncDirectory makes the names in a file's directory durable. Windows does that by itself, and refuses to be asked.
func syncDirectory(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(filepath.Dir(name))
	if err == nil {
		err = errors.Join(d.Sync(), d.Close())
	}
	if err != nil {
		return fmt.Errorf("sync the directory of %s: %w", name, err)
	}
	return nil
}
