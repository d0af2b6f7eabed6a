package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/settings"
)

func offsetsCommand(errOut io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:   "offsets",
		Short: "Show, set, export, import or migrate a group's offsets",
	}
	c.AddCommand(showCommand(errOut), setCommand(errOut), exportCommand(errOut), importCommand(errOut), migrateCommand(errOut))
	return c
}

func showCommand(errOut io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:     "show",
		Short:   "Show what is stored for each partition, beside its log",
		Example: "  direct offsets show --config direct.yaml",
		Args:    cobra.NoArgs,
		RunE: withTool(errOut, func(_ context.Context, t *tool, _ []string) error {
			return t.table("partition\tstored\tepoch\tlog start\tlog end\tnote", func(p consumer.Partition) string {
				at, ok := t.positions[p]
				if !ok {
					return fmt.Sprintf("%d\t-\t-\t%d\t%d\t%s", p.ID, t.start[p], t.end[p], t.note(p))
				}
				return fmt.Sprintf("%d\t%d\t%s\t%d\t%d\t%s", p.ID, at.Offset, epoch(at), t.start[p], t.end[p], t.note(p))
			})
		}),
	}
	settings.AddFlags(c.Flags())
	return c
}

func epoch(at consumer.Position) string {
	if at.Epoch == consumer.NoEpoch {
		return "-"
	}
	return fmt.Sprint(at.Epoch)
}

// note says what is odd about a partition.
func (t *tool) note(p consumer.Partition) string {
	if t.Guard != nil {
		if err := t.Guard.Behind(p, t.positions); err != nil {
			return err.Error()
		}
	}
	at, ok := t.positions[p]
	switch {
	case !ok:
		return "nothing is stored"
	case at.TopicID != (consumer.TopicID{}) && at.TopicID != t.id:
		return "the topic was created again since"
	case at.Offset < t.start[p]:
		return fmt.Sprintf("%d records are no longer in the log", t.start[p]-at.Offset)
	case at.Offset > t.end[p]:
		return "the log ends before it"
	}
	return ""
}

func lagCommand(errOut io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:   "lag",
		Short: "Show how far a group is behind",
		Args:  cobra.NoArgs,
		RunE: withTool(errOut, func(_ context.Context, t *tool, _ []string) error {
			total := int64(0)
			err := t.table("partition\tstored\tlog end\tlag", func(p consumer.Partition) string {
				at, ok := t.positions[p]
				if !ok {
					return fmt.Sprintf("%d\t-\t%d\t-", p.ID, t.end[p])
				}
				lag := max(0, t.end[p]-at.Offset)
				total += lag
				return fmt.Sprintf("%d\t%d\t%d\t%d", p.ID, at.Offset, t.end[p], lag)
			})
			fmt.Fprintf(t.out, "%d records in all\n", total)
			return err
		}),
	}
	settings.AddFlags(c.Flags())
	return c
}

func settingsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "settings",
		Short:   "Print every setting with its default, as a file",
		Example: "  direct settings > direct.yaml",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(c.OutOrStdout(), settings.Document())
			return err
		},
	}
}
