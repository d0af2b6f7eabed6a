// Direct reads a Kafka topic without a consumer group of Kafka's, keeps its offsets itself, and writes one result per
// record. It exits 0 after SIGTERM, once the batch under way is written and stored, 2 when its settings are wrong, and 1
// after any other error, to be started again.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is which build this is; -ldflags "-X main.version=v2" makes another.
var version = "v1"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal has its usual effect
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// failure is an error that was no mistake in the arguments.
type failure struct{ error }

// run runs a command and returns the exit status.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	root := &cobra.Command{
		Use:           "direct",
		Short:         "Read a Kafka topic and keep the offsets yourself",
		SilenceErrors: true, SilenceUsage: true,
		Version: version,
	}
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errOut)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(runCommand(errOut), prepareCommand(errOut), offsetsCommand(errOut), lagCommand(errOut), replayCommand(errOut), settingsCommand())
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(errOut, "direct:", err)
	if _, ok := err.(failure); ok {
		return 1
	}
	return 2
}
