package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

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
	rewind := false
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Store offsets that were exported",
		Long: `Store offsets that were exported. A consumer that runs is fenced by that: it stops, and goes on from the new offsets when
it is started again. To go back repeats records, and must be said with --rewind.`,
		Example: "  direct offsets import --config direct.yaml offsets.json",
		Args:    cobra.ExactArgs(1),
		RunE: withTool(errOut, func(ctx context.Context, t *tool, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			changed, err := offsets.Import(ctx, t.Store, t.group, data, rewind)
			for _, r := range changed {
				fmt.Fprintf(t.out, "partition %d: %s -> %d\n", r.ID, offset(r.From), r.Until)
			}
			if err != nil {
				return failure{err}
			}
			return nil
		}),
	}
	settings.AddFlags(c.Flags())
	c.Flags().BoolVar(&rewind, "rewind", false, "allow offsets below what is stored")
	return c
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

Without --phase, the present one is shown.`,
		Example: "  direct offsets migrate --config direct.yaml --phase old-leads",
		Args:    cobra.NoArgs,
		RunE: withTool(errOut, func(ctx context.Context, t *tool, _ []string) error {
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
			now, err := t.Migration.Phase(ctx)
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
