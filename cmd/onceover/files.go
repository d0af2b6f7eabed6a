package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// checkWritable makes the directory if it is missing, and a file in it for a moment.
func checkWritable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return fmt.Errorf("write to directory: %w", err)
	}
	f.Close()
	if err := os.Remove(f.Name()); err != nil {
		return fmt.Errorf("write to directory: %w", err)
	}
	return nil
}

// claim makes a directory that can be written to, and keeps others from writing to it until unlock is called.
func claim(dir string) (unlock func(), err error) {
	if err := checkWritable(dir); err != nil {
		return nil, harness(fmt.Errorf("use output directory: %w", err))
	}
	unlock, err = lock(dir)
	return unlock, harnessIf(err, "use output directory")
}

// sameDirectory reports whether two names are of one directory that is there.
func sameDirectory(a, b string) bool {
	one, errOne := os.Stat(a)
	other, errOther := os.Stat(b)
	return errOne == nil && errOther == nil && os.SameFile(one, other)
}

// writeFile writes a file whole or not at all.
func writeFile(dir, name string, content []byte) error {
	f, err := os.CreateTemp(dir, "."+name+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer os.Remove(f.Name()) // fails where it has its name already
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
