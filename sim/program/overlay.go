package program

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// overlay is what the go command's -overlay flag reads, together with the contents of the files that it names.
// It touches GOROOT only.
type overlay map[string][]byte // path below GOROOT/src -> content

// newOverlay makes the overlay for a toolchain from the toolchain's own sources.
func newOverlay(t toolchain) (overlay, error) {
	o := overlay{}
	for _, p := range patches {
		content, ok := o[p.file]
		if !ok {
			var err error
			if content, err = os.ReadFile(t.source(p.file)); err != nil {
				return nil, &ToolchainError{Version: t.Version, File: p.file}
			}
		}
		if !bytes.Contains(content, []byte(p.anchor)) {
			return nil, &ToolchainError{Version: t.Version, File: p.file, Anchor: strings.TrimSpace(p.anchor)}
		}
		o[p.file] = bytes.ReplaceAll(content, []byte(p.anchor), []byte(p.with))
	}
	for _, a := range additions {
		content, err := overlayFiles.ReadFile("overlay/" + a.source)
		if err != nil {
			return nil, err
		}
		pkg := a.pkg
		if pkg == "" {
			pkg = path.Base(a.dir)
		}
		o[path.Join(a.dir, additionName)] = bytes.Replace(content, []byte("package PACKAGE\n"), []byte("package "+pkg+"\n"), 1)
	}
	return o, nil
}

// write puts the overlay into a directory below dir that is named after its content, and returns the path of the file for
// the -overlay flag. Writers of the same overlay do not disturb each other.
func (o overlay) write(dir string, t toolchain) (string, error) {
	names := slices.Sorted(maps.Keys(o))
	content := []string{t.Root}
	for _, name := range names {
		content = append(content, name, contentID(o[name]))
	}
	dir = filepath.Join(dir, contentID([]byte(strings.Join(content, "\n"))))
	replace := map[string]string{}
	for _, name := range names {
		file := filepath.Join(dir, strings.ReplaceAll(name, "/", "-"))
		replace[t.source(name)] = file
		if err := writeFile(file, o[name]); err != nil {
			return "", &CacheError{Dir: dir, Err: err}
		}
	}
	list, err := json.MarshalIndent(map[string]any{"Replace": replace}, "", "\t")
	if err != nil {
		return "", fmt.Errorf("write overlay: %w", err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := writeFile(file, list); err != nil {
		return "", &CacheError{Dir: dir, Err: err}
	}
	return file, nil
}
