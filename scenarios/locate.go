package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// Locate finds the directory of this module, from whose sources the services are built: the module that the directory
// dir belongs to, or one of its requirements, or, where it is neither, the version in the module cache. The go command
// says it; version is that of the running command, empty where it is not known.
func Locate(goCommand, dir, version string) (string, error) {
	// A vendored copy, which -mod=readonly passes over, would lack the services.
	list := exec.Command(goCommand, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", modulePath)
	list.Dir = dir
	if out, err := list.Output(); err == nil {
		if found := strings.TrimSpace(string(out)); found != "" {
			return found, nil
		}
	} else if errors.Is(err, exec.ErrNotFound) {
		return "", fmt.Errorf("find the sources of %s: %w; install Go and put it on the path", modulePath, err)
	}
	if version == "" || version == "(devel)" {
		return "", fmt.Errorf("find the sources of %s: run inside the module, or inside one that requires it", modulePath)
	}
	download := exec.Command(goCommand, "mod", "download", "-json", modulePath+"@"+version)
	out, err := download.Output()
	if err != nil {
		return "", fmt.Errorf("find the sources of %s: go mod download: %w", modulePath, err)
	}
	var info struct{ Dir string }
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&info); err != nil {
		return "", fmt.Errorf("find the sources of %s: %w", modulePath, err)
	}
	return info.Dir, nil
}
