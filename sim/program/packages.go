package program

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A goPackage is what the go command knows of a package that a program is made of.
type goPackage struct {
	Dir        string
	ImportPath string
	Name       string
	Standard   bool
	Imports    []string
	Error      *struct{ Err string }
	Module     *struct{ GoMod string }

	GoFiles, HFiles, SFiles, SysoFiles, EmbedFiles []string
	IgnoredGoFiles                                 []string
}

const packageFields = "-json=Dir,ImportPath,Name,Standard,Imports,Error,Module,GoFiles,HFiles,SFiles,SysoFiles,EmbedFiles,IgnoredGoFiles"

// packages lists the program and everything it imports, dependencies first: the program itself is the last.
func (t toolchain) packages(pattern string, tags []string) ([]goPackage, error) {
	args := append([]string{"list", "-e", "-deps", packageFields}, tagFlags(tags)...)
	out, err := t.run(append(args, "--", pattern)...)
	if err != nil {
		return nil, err
	}
	var list []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read output of go list: %w", err)
		}
		list = append(list, p)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("go list: no package matches %s", pattern)
	}
	return list, nil
}

func tagFlags(tags []string) []string {
	if len(tags) == 0 {
		return nil
	}
	return []string{"-tags=" + strings.Join(tags, ",")}
}

// chain is a shortest path of imports from the program to the package.
func chain(list []goPackage, to string) []string {
	imports := map[string][]string{}
	for _, p := range list {
		imports[p.ImportPath] = p.Imports
	}
	root := list[len(list)-1].ImportPath
	from := map[string]string{root: ""}
	for queue := []string{root}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == to {
			var path []string
			for at := to; at != ""; at = from[at] {
				path = append(path, at)
			}
			slices.Reverse(path)
			return path
		}
		for _, next := range imports[queue[0]] {
			if _, seen := from[next]; !seen {
				from[next] = queue[0]
				queue = append(queue, next)
			}
		}
	}
	return []string{root, to}
}
