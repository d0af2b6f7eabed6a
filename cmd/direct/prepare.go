package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/consumer/direct"
	"github.com/onceover/onceover/consumer/settings"
)

func prepareCommand(errOut io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:   "prepare",
		Short: "Make what the sink and the store need to be there",
		Long: `Make what the sink and the store need to be there, and leave alone what is: tables in PostgreSQL and HBase, and the topic
that the sink kafka-transaction keeps its offsets in.`,
		Example: "  direct prepare --config direct.yaml",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := loadOutside(c)
			if err != nil {
				return err
			}
			seenTo, err := direct.Prepare(c.Context(), s, errOut)
			for _, what := range seenTo {
				fmt.Fprintln(c.OutOrStdout(), what, "is there")
			}
			if err != nil {
				return failure{err}
			}
			if len(seenTo) == 0 {
				fmt.Fprintln(c.OutOrStdout(), "nothing is needed")
			}
			return nil
		},
	}
	settings.AddFlags(c.Flags())
	return c
}
