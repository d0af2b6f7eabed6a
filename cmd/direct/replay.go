package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/consumer/direct"
	"github.com/onceover/onceover/consumer/settings"
)

// replayTo are sinks that nothing can be replayed to, and what puts results into the same place.
var replayTo = map[string]string{
	"redis-transaction":    "redis-append",
	"kafka-transaction":    "kafka",
	"postgres-transaction": "postgres-keyed",
}

func replayCommand(errOut io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:   "replay-dead-letters",
		Short: "Process the records again that could not be processed",
		Long: `Process the records again that could not be processed, and write their results under their own positions. No offsets
move, so a sink that keeps them, whose kind ends in -transaction, cannot take the results. The letters stay where they
are, so a second replay writes the same results again: use a sink that knows a record by its position.`,
		Example: "  direct replay-dead-letters --config direct.yaml",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := loadOutside(c)
			if err != nil {
				return err
			}
			if s.DeadLetters.Kind == "" {
				return errors.New("dead_letters.kind: is required, to say where the letters are")
			}
			if other, ok := replayTo[s.Sink.Kind]; ok {
				return fmt.Errorf("sink.kind: %s takes results only with the offsets that they move; replay to another, such as %s", s.Sink.Kind, other)
			}
			tools, err := direct.Open(s, version, errOut, true)
			if err != nil {
				return failure{err}
			}
			defer tools.Close()
			all, again, err := tools.Replay(c.Context())
			for _, letter := range again {
				fmt.Fprintf(c.OutOrStdout(), "%v at %d failed again: %s\n", letter.Partition, letter.Offset, letter.Cause)
			}
			fmt.Fprintf(c.OutOrStdout(), "%d of %d dead letters processed\n", all-len(again), all)
			if err == nil && len(again) > 0 {
				err = fmt.Errorf("%d dead letters failed again", len(again))
			}
			if err != nil {
				return failure{err}
			}
			return nil
		},
	}
	settings.AddFlags(c.Flags())
	return c
}
