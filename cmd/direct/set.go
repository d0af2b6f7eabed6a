package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/settings"
)

// target is where offsets are to be set.
type target struct {
	to         string
	offset     int64
	partitions []int32
	rewind     bool
	dry        bool
}

func setCommand(errOut io.Writer) *cobra.Command {
	var want target
	c := &cobra.Command{
		Use:   "set",
		Short: "Set the offsets of some or all partitions",
		Long: `Set the offsets of some or all partitions. A consumer that runs is fenced by that: it stops, and goes on from the new
offsets when it is started again. To go back repeats records, and must be said with --rewind. With store.guard in the
settings the guard goes along.`,
		Example: `  direct offsets set --config direct.yaml --to earliest --rewind
  direct offsets set --config direct.yaml --to 2026-01-02T15:04:05Z --dry-run
  direct offsets set --config direct.yaml --offset 170 --partitions 3`,
		Args: cobra.NoArgs,
		RunE: withTool(errOut, func(ctx context.Context, t *tool, _ []string) error { return t.set(ctx, want) }),
	}
	settings.AddFlags(c.Flags())
	c.Flags().StringVar(&want.to, "to", "", "earliest, latest or a `time`")
	c.Flags().Int64Var(&want.offset, "offset", consumer.None, "the next offset to read")
	c.Flags().Int32SliceVar(&want.partitions, "partitions", nil, "only these partitions")
	c.Flags().BoolVar(&want.rewind, "rewind", false, "allow offsets below what is stored")
	c.Flags().BoolVar(&want.dry, "dry-run", false, "only show what would be set")
	c.MarkFlagsMutuallyExclusive("to", "offset")
	c.MarkFlagsOneRequired("to", "offset")
	return c
}

// set moves the offsets that are not there yet.
func (t *tool) set(ctx context.Context, want target) error {
	if err := t.settable(); err != nil {
		return err
	}
	goals, err := t.goals(ctx, want)
	if err != nil {
		return err
	}
	commit := consumer.Commit{TopicID: t.id}
	for _, p := range t.partitions {
		goal, chosen := goals[p]
		if !chosen {
			continue
		}
		from := int64(consumer.None)
		at, ok := t.positions[p]
		if ok {
			from = at.Offset
		}
		if goal < from && !want.rewind {
			return fmt.Errorf("partition %d: %d is below what is stored, %d; with --rewind the records between are handled again", p.ID, goal, from)
		}
		if goal != from || t.recreated(at) {
			commit.Ranges = append(commit.Ranges, consumer.Range{Partition: p, From: from, Until: goal, Epoch: consumer.NoEpoch})
		}
	}
	for _, r := range commit.Ranges {
		fmt.Fprintf(t.out, "partition %d: %s -> %d\n", r.ID, offset(r.From), r.Until)
	}
	switch {
	case len(commit.Ranges) == 0:
		fmt.Fprintln(t.out, "nothing to set")
		return nil
	case want.dry:
		return nil
	}
	commit.Ranges = consumer.FirstLast(commit.Ranges)
	if err := t.Store.Store(ctx, commit); err != nil {
		return failure{err}
	}
	return nil
}

func offset(n int64) string {
	if n == consumer.None {
		return "nothing"
	}
	return fmt.Sprint(n)
}

// goals are the offsets that are wanted, by partition, each within its log.
func (t *tool) goals(ctx context.Context, want target) (map[consumer.Partition]int64, error) {
	goals := map[consumer.Partition]int64{}
	var timed map[consumer.Partition]int64
	if want.to != "" && want.to != "earliest" && want.to != "latest" {
		at, err := time.Parse(time.RFC3339, want.to)
		if err != nil {
			return nil, fmt.Errorf("--to: want earliest, latest or a time such as 2026-01-02T15:04:05Z, have %q", want.to)
		}
		listed, err := kadm.NewClient(t.Client).ListOffsetsAfterMilli(ctx, at.UnixMilli(), t.topic)
		if timed, err = offsetsOf(t.topic, listed, err); err != nil {
			return nil, failure{err}
		}
	}
	for _, p := range t.partitions {
		if len(want.partitions) > 0 && !slices.Contains(want.partitions, p.ID) {
			continue
		}
		switch {
		case want.to == "earliest":
			goals[p] = t.start[p]
		case want.to == "latest":
			goals[p] = t.end[p]
		case timed != nil:
			goals[p] = min(timed[p], t.end[p])
		case want.offset < t.start[p] || want.offset > t.end[p]:
			return nil, fmt.Errorf("partition %d: its log spans [%d, %d), which %d is not in", p.ID, t.start[p], t.end[p], want.offset)
		default:
			goals[p] = want.offset
		}
	}
	for _, id := range want.partitions {
		if _, ok := goals[consumer.Partition{Topic: t.topic, ID: id}]; !ok {
			return nil, fmt.Errorf("--partitions: topic %s has no partition %d", t.topic, id)
		}
	}
	return goals, nil
}
