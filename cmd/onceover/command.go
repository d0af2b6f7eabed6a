package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/scenarios"
)

// Exit statuses.
const (
	exitAsPromised   = 0
	exitAnomaly      = 1
	exitUsage        = 2
	exitHarness      = 3
	exitInconclusive = 4
	exitInterrupted  = 130
)

// An exitError ends the command with that status. Without an error in it there is nothing left to say.
type exitError struct {
	status int
	err    error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func usage(err error) error   { return &exitError{exitUsage, err} }
func harness(err error) error { return &exitError{exitHarness, err} }

// exit is the status alone.
func exit(status int) error {
	if status == exitAsPromised {
		return nil
	}
	return &exitError{status: status}
}

// statuses go with the standings of rows.
var statuses = map[scenarios.Standing]int{
	scenarios.AsPromised:   exitAsPromised,
	scenarios.Inconclusive: exitInconclusive,
	scenarios.Anomalous:    exitAnomaly,
	scenarios.HarnessError: exitHarness,
}

// run is the command: arguments and streams in, exit status out.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := interruptible(context.Background())
	defer stop()
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	printed := &printer{to: out}
	root.SetOut(printed)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if printed.err != nil && !errors.Is(err, printed.err) { // whatever came of the command, nobody has read it
		err = harness(errors.Join(err, fmt.Errorf("print: %w", printed.err)))
	}
	if err == nil {
		return exitAsPromised
	}
	var known *exitError
	if !errors.As(err, &known) { // only cobra's own errors are of another type: a flag or a command that does not exist
		known = &exitError{exitUsage, err}
	}
	if known.err != nil {
		fmt.Fprintln(errOut, "onceover:", known.err)
	}
	return known.status
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "onceover",
		Short: "Crash, restart and upgrade a Kafka consumer in a simulated world, and see what it loses or does twice",
		Long: `Onceover runs real consumers against Kafka, ZooKeeper and Redis inside one deterministic simulation, has them crash,
restart and be upgraded, and says which records were lost or handled twice.

Exit status: 0 as promised, 1 anomaly, 2 usage, 3 harness error, 4 inconclusive, 130 interrupted.`,
		Example: `  onceover run
  onceover run direct-append --cases 500
  onceover replay reports/out/direct-append-17.scenario.json
  onceover serve --zookeeper :2181`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(newRunCommand(), newListCommand(), newReplayCommand(), newReportCommand(), newDiffCommand(), newMergeCommand(), newSweepCommand(), newMinimiseCommand(), newMutantsCommand(), newMatrixCommand(), newServeCommand(), newWorkerCommand())
	return root
}

// unreleased tells builds of a version apart that is not released, by the SHA-256 of this process's file: the cases that
// they draw may differ. It is empty for a version that is, and where the file cannot be read.
func unreleased(version string) string {
	if version != "" && version != "(devel)" && !strings.HasSuffix(version, "+dirty") {
		return ""
	}
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	file, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// version is that of the module that the command was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return ""
}
