package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/consumer/direct"
	"github.com/onceover/onceover/consumer/settings"
)

func runCommand(errOut io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:   "run",
		Short: "Consume until SIGTERM or an interrupt",
		Long: `Consume until SIGTERM or an interrupt; then the batches under way are written and their offsets stored.

Every flag is also a key of the settings file, with its dots as levels. "direct settings" prints all of them with their
defaults.`,
		Example: `  direct run --config direct.yaml
  direct run --config docs/try.yaml
  direct run --topic orders --kafka.brokers embedded --zookeeper.servers embedded --sink.kind file-append --sink.path out
  direct run --topic orders --kafka.brokers kafka:9092 --zookeeper.servers zookeeper:2181 --sink.address redis:6379`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := settings.Load(c.Flags())
			if err != nil {
				return err
			}
			stop, err := embed(c.Context(), s)
			defer stop()
			if err != nil {
				return failure{err}
			}
			if err := direct.Consume(c.Context(), s, version, errOut, nil); err != nil {
				return failure{err}
			}
			return nil
		},
	}
	settings.AddFlags(c.Flags())
	return c
}
