package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/settings"
)

func offsetsCommand(errOut io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:   "offsets",
		Short: "Show, set, export, import or migrate a group's offsets",
		Args:  cobra.NoArgs, // else a command that does not exist is none
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
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
			behind := false
			err := t.table("partition\tstored\tepoch\tlog start\tlog end\tnote", func(p consumer.Partition) string {
				behind = behind || t.guarded(p) != ""
				at, ok := t.positions[p]
				if !ok {
					return fmt.Sprintf("%d\t-\t-\t%d\t%d\t%s", p.ID, t.start[p], t.end[p], t.note(p))
				}
				return fmt.Sprintf("%d\t%d\t%s\t%d\t%d\t%s", p.ID, at.Offset, epoch(at), t.start[p], t.end[p], t.note(p))
			})
			if behind {
				fmt.Fprintf(t.out, "%v; %s\n", offsets.ErrWentBack, t.Guard.Advice(t.positions))
			}
			return err
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

// recreated reports whether a position is of another topic of the same name.
func (t *tool) recreated(at consumer.Position) bool {
	return at.TopicID != (consumer.TopicID{}) && at.TopicID != t.id
}

// note says what is odd about a partition.
func (t *tool) note(p consumer.Partition) string {
	if guard := t.guarded(p); guard != "" {
		return guard
	}
	at, ok := t.positions[p]
	switch {
	case !ok:
		return "nothing is stored"
	case t.recreated(at):
		return "the topic was created again since"
	case at.Offset < t.start[p]:
		return fmt.Sprintf("%d records are no longer in the log", t.start[p]-at.Offset)
	case at.Offset > t.end[p]:
		return "the log ends before it"
	}
	return ""
}

// guarded says where the guard is, if a partition is behind it.
func (t *tool) guarded(p consumer.Partition) string {
	if t.Guard == nil {
		return ""
	}
	guard, behind := t.Guard.Behind(p, t.positions)
	switch {
	case !behind:
		return ""
	case t.positions[p].Offset >= guard.Offset:
		return fmt.Sprintf("the guard is at %d of another topic of that name", guard.Offset)
	}
	return fmt.Sprintf("the guard is at %d", guard.Offset)
}

func lagCommand(errOut io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:   "lag",
		Short: "Show how far a group is behind",
		Args:  cobra.NoArgs,
		RunE:  withTool(errOut, func(_ context.Context, t *tool, _ []string) error { return t.lag() }),
	}
	settings.AddFlags(c.Flags())
	return c
}

// lag tells the lag of each partition whose offset counts in the log that there is.
func (t *tool) lag() error {
	total, unknown := int64(0), 0
	err := t.table("partition\tstored\tlog end\tlag\tnote", func(p consumer.Partition) string {
		at, ok := t.positions[p]
		stored, lag := "-", "-"
		if ok {
			stored = fmt.Sprint(at.Offset)
		}
		if ok && at.Offset <= t.end[p] && !t.recreated(at) {
			total += t.end[p] - at.Offset
			lag = fmt.Sprint(t.end[p] - at.Offset)
		} else {
			unknown++
		}
		return fmt.Sprintf("%d\t%s\t%d\t%s\t%s", p.ID, stored, t.end[p], lag, t.note(p))
	})
	switch {
	case unknown == len(t.partitions):
		fmt.Fprintf(t.out, "group %s has no lag that is known\n", t.group)
	case unknown > 0:
		fmt.Fprintf(t.out, "%d records in all, and %d partitions whose lag is not known\n", total, unknown)
	default:
		fmt.Fprintf(t.out, "%d records in all\n", total)
	}
	return err
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
