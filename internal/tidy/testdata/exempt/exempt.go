// Package exempt is an example for an exemption from the rule that host code is deterministic.
package exempt

import "os/exec"

func locate() error { return exec.Command("go", "version").Run() }
