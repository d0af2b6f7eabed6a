package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/settings"
)

func exportCommand(errOut io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:     "export",
		Short:   "Print the offsets as JSON",
		Example: "  direct offsets export --config direct.yaml > offsets.json",
		Args:    cobra.NoArgs,
		RunE: withTool(errOut, func(ctx context.Context, t *tool, _ []string) error {
			data, err := offsets.Export(ctx, t.Store, t.group, t.partitions)
			if err != nil {
				return failure{err}
			}
			_, err = t.out.Write(data)
			return err
		}),
	}
	settings.AddFlags(c.Flags())
	return c
}

func importCommand(errOut io.Writer) *cobra.Command {
	var o offsets.ImportOptions
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Store offsets that were exported",
		Long: `Store offsets that were exported, or the guard's. A consumer that runs is fenced by that: it stops, and goes on from the
new offsets when it is started again. To go back repeats records, and must be said with --rewind; with --forward-only
the partitions that would go back stay where they are. Offsets beyond a log's end, of a topic that was created again,
and of partitions that the topic does not have are refused.`,
		Example: `  direct offsets import --config direct.yaml offsets.json
  direct offsets import --config direct.yaml --forward-only guard.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("import: want one file, as export or the guard writes it; have %d", len(args))
			}
			return nil
		},
		RunE: withTool(errOut, func(ctx context.Context, t *tool, args []string) error {
			if err := t.settable(); err != nil {
				return err
			}
			data, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			o.Check = t.check
			changed, err := offsets.Import(ctx, t.Store, t.group, data, o)
			for _, r := range changed {
				fmt.Fprintf(t.out, "partition %d: %s -> %d\n", r.ID, offset(r.From), r.Until)
			}
			if err != nil {
				return failure{fmt.Errorf("%s: %w", args[0], err)}
			}
			return nil
		}),
	}
	settings.AddFlags(c.Flags())
	c.Flags().BoolVar(&o.Rewind, "rewind", false, "allow offsets below what is stored")
	c.Flags().BoolVar(&o.ForwardOnly, "forward-only", false, "leave alone what would go back")
	c.MarkFlagsMutuallyExclusive("rewind", "forward-only")
	return c
}

// check refuses a position that cannot be one of the topic. One below its log's start can: the consumer tells of that loss.
func (t *tool) check(p consumer.Partition, at consumer.Position) error {
	end, ok := t.end[p]
	switch {
	case p.Topic != t.topic:
		return fmt.Errorf("%v is not of topic %s, which the settings name", p, t.topic)
	case !ok:
		return fmt.Errorf("topic %s has no partition %d", t.topic, p.ID)
	case t.recreated(at):
		return fmt.Errorf("%v: the topic was created again since", p)
	case at.Offset > end:
		return fmt.Errorf("%v: its log ends at %d, before %d", p, end, at.Offset)
	}
	return nil
}

func migrateCommand(errOut io.Writer) *cobra.Command {
	phase := ""
	c := &cobra.Command{
		Use:   "migrate",
		Short: "Move a group's offsets from one store to another, step by step",
		Long: `Move a group's offsets from the store to migration.to, or back. Consumers run on, with the same migration in their
settings; they are fenced where the leading store changes, and are to be started again. The phases, in order:

  old-only    the old store is read and written; where a migration begins
  old-leads   the old store is read, and both are written
  new-leads   the new store is read, and both are written
  new-only    the new store is read and written

A step between old-leads and new-leads that fails leaves the group in to-new or to-old, where no consumer starts: repeat
it, or go back. Without --phase, the present one is shown.`,
		Example: "  direct offsets migrate --config direct.yaml --phase old-leads",
		Args:    cobra.NoArgs,
		RunE: withTopic(errOut, func(ctx context.Context, t *tool, _ []string) error {
			if t.Migration == nil {
				return errors.New("migration.to.kind: is required, to say where the offsets are to go")
			}
			if phase != "" {
				to, err := offsets.ParsePhase(phase)
				if err != nil {
					return fmt.Errorf("--phase: %w", err)
				}
				if err := t.Migration.Move(ctx, t.partitions, to); err != nil {
					return failure{err}
				}
			}
			now, err := t.Migration.Phase(ctx, t.partitions)
			if err != nil {
				return failure{err}
			}
			_, err = fmt.Fprintln(t.out, now)
			return err
		}),
	}
	settings.AddFlags(c.Flags())
	c.Flags().StringVar(&phase, "phase", "", "the `phase` to go to")
	return c
}
