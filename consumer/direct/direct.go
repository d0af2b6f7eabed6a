// Package direct is the direct consumer as a program: its settings, its wiring, its exit status. A main package calls
// Main or Consume; one that wants another design changes the configuration first.
package direct

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/settings"
)

// Change has the last word on the configuration of a consumer, if it is not nil.
type Change func(*consumer.Config)

// Main is Run until SIGTERM or an interrupt. A second signal has its usual effect, for whoever will not wait for the
// batch to end.
func Main(args []string, version string, errOut io.Writer, change Change) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	context.AfterFunc(ctx, stop)
	return Run(ctx, args, version, errOut, change)
}

// Run runs the consumer that the arguments describe until the context ends, and returns the exit status: 0 when it was
// told to stop, 1 when it failed and is to be started again, 2 when the arguments or the file that they name are wrong.
// Each result says which version of the program made it.
func Run(ctx context.Context, args []string, version string, errOut io.Writer, change Change) int {
	set := pflag.NewFlagSet("direct", pflag.ContinueOnError)
	set.SetOutput(errOut)
	settings.AddFlags(set)
	err := set.Parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		return 0
	}
	if err == nil && set.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", set.Arg(0))
	}
	var s *settings.Settings
	if err == nil {
		s, err = settings.Load(set)
	}
	if err != nil {
		fmt.Fprintln(errOut, err)
		return 2
	}
	if err := Consume(ctx, s, version, errOut, change); err != nil {
		fmt.Fprintln(errOut, "direct:", err)
		return 1
	}
	return 0
}

// Consume runs the consumer that the settings describe until the context ends.
func Consume(ctx context.Context, s *settings.Settings, version string, errOut io.Writer, change Change) error {
	w := wiring{Settings: s, version: version, log: newLog(s.Log, errOut)}
	defer w.close()
	config, err := w.config()
	if err != nil {
		return err
	}
	config.Process = w.process
	if change != nil {
		change(&config)
	}
	return consumer.Run(ctx, config)
}
