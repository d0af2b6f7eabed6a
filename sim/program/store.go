package program

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	workPrefix = ".build-"     // directories of builds under way
	workAge    = 4 * time.Hour // a build that is this much older than the newest one was interrupted
)

// contentID is the SHA-256 of a file's content.
func contentID(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// store moves a built program to the name of its content. It is then the newest one, and the oldest ones may have to go.
func (b Builder) store(built string) (file, id string, err error) {
	wasm, err := os.ReadFile(built)
	if err != nil {
		return "", "", fmt.Errorf("read built program: %w", err)
	}
	id = contentID(wasm)
	dir := filepath.Join(b.CacheDir, "wasm")
	file = filepath.Join(dir, id+".wasm")
	if err = os.MkdirAll(dir, 0o777); err == nil {
		err = os.Rename(built, file)
	}
	if err != nil {
		return "", "", &CacheError{Dir: b.CacheDir, Err: err}
	}
	b.prune(dir)
	return file, id, nil
}

// prune removes the oldest programs beyond MaxBytes, and what interrupted builds left behind. What cannot be removed
// stays until another time: it does no harm.
func (b Builder) prune(dir string) {
	programs := newestFirst(dir)
	var size int64
	for _, p := range programs {
		if size += p.Size(); size > b.MaxBytes && p != programs[0] {
			os.Remove(filepath.Join(dir, p.Name()))
		}
	}
	for _, work := range newestFirst(b.CacheDir) {
		old := len(programs) > 0 && programs[0].ModTime().Sub(work.ModTime()) > workAge
		if old && strings.HasPrefix(work.Name(), workPrefix) {
			os.RemoveAll(filepath.Join(b.CacheDir, work.Name()))
		}
	}
}

func newestFirst(dir string) []fs.FileInfo {
	entries, _ := os.ReadDir(dir)
	var infos []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			infos = append(infos, info)
		}
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	return infos
}

// writeFile makes the file have the content, so that nobody ever sees half of it. It leaves a file alone that has it already.
func writeFile(name string, content []byte) error {
	if have, err := os.ReadFile(name); err == nil && bytes.Equal(have, content) {
		return nil
	}
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

func checkWritable(dir string) error {
	err := os.MkdirAll(dir, 0o777)
	if err == nil {
		var f *os.File
		if f, err = os.CreateTemp(dir, ".writable-*"); err == nil {
			err = errors.Join(f.Close(), os.Remove(f.Name()))
		}
	}
	if err != nil {
		return &CacheError{Dir: dir, Err: err}
	}
	return nil
}
