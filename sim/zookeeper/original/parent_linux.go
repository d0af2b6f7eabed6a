package original

import (
	"os/exec"
	"syscall"
)

// dieWithParent lets the command not outlive a test binary that is killed.
func dieWithParent(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
