package machine

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// cacheMax is how much the compiled programs may take, some fifty large ones.
const cacheMax = 2 << 30

// prune removes the oldest compiled programs beyond max bytes. What cannot be read or removed stays until another time: it
// does no harm, and what is missing is compiled again.
func prune(dir string, max int64) {
	type file struct {
		name string
		info fs.FileInfo
	}
	var files []file
	_ = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return nil
		}
		if info, err := e.Info(); err == nil {
			files = append(files, file{name, info})
		}
		return nil
	})
	slices.SortFunc(files, func(a, b file) int { return b.info.ModTime().Compare(a.info.ModTime()) })
	var size int64
	for _, f := range files {
		if size += f.info.Size(); size > max {
			_ = os.Remove(f.name)
		}
	}
}
