package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// election is how long an ensemble serves nobody when it has to find a leader: so long the original waits for a better vote.
const election = 200 * time.Millisecond

const (
	scriptName = "zkServer.sh"
	hubName    = "hub" // a file next to the script: the address of the hub
)

func main() {
	if filepath.Base(os.Args[0]) == scriptName {
		err := runMember(os.Args, os.Getenv("SERVER_JVMFLAGS"))
		fmt.Fprintf(os.Stderr, "%s: %v\n", scriptName, err) // it ends by being killed, or in an error
		os.Exit(1)
	}
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: launcher COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "launcher: %v\n", err)
	}
	os.Exit(code)
}

// run runs the command with a hub for its servers, and returns its exit code.
func run(command []string) (int, error) {
	dir, err := os.MkdirTemp("", "onceover-zookeeper-")
	if err != nil {
		return 3, err
	}
	defer os.RemoveAll(dir)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 3, fmt.Errorf("listen for servers: %w", err)
	}
	defer l.Close()
	if err := furnish(dir, l.Addr().String()); err != nil {
		return 3, err
	}
	go newHub(election).serve(l)

	// An interrupt of the terminal reaches the command too, and ends it; the directory is removed after that.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.Env = append(os.Environ(), "ZOOKEEPER_BIN_PATH="+dir)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = c.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil // a command that a signal ended has none
	}
	if err != nil {
		return 3, err
	}
	return 0, nil
}

// furnish makes this program the directory's script, and says there where the hub is.
func furnish(dir, address string) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	if err := os.Symlink(self, filepath.Join(dir, scriptName)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, hubName), []byte(address), 0o600)
}
