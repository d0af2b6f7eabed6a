package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"
)

func newMergeCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Put together what several machines, or several starts, have run",
		Long: `Merge reads the journals that run keeps in its --out directories, finished or not, and writes the report of all of their
cases together: of shards, it is the report of the run without shards, to the byte. A case that several directories have counts
once, and must have given the same trace.

It refuses directories whose runs had other programs, another toolchain, version, seed or choice of scenarios, for their cases are
not those of one run. It reads all of them before it writes anything. Damaged lines of a journal, as a power loss leaves them, are
left out, and it says how many: go on with that run, or their cases are missing.

Of the directories of matrix --shard it writes what matrix writes of all cases together, and judges each cell by them: one that
never shows what is expected of it fails. It refuses a shard twice, and shards of another seed, number of cases, choice of cells,
version or build. To draw cells it has the programs built; where they are not those of the shards, the page has no pictures.

Exit status: as that of run, or of matrix; 4 where cases are missing of the number that was asked for, or shards, and nothing worse is known.`,
		Example: `  onceover merge shard-0 shard-1 shard-2 shard-3 --out whole`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, dirs []string) error {
			return merge(c.Context(), dirs, out, c.OutOrStdout(), c.ErrOrStderr(), func(m *matrixRun) pool {
				return m.painters(c.Context(), c.ErrOrStderr())
			})
		},
	}
	c.Flags().StringVar(&out, "out", "reports/merged", "`directory` for the reports and the merged journal; one that is there is put aside")
	return c
}

func merge(ctx context.Context, dirs []string, out string, to, errOut io.Writer, painters func(*matrixRun) pool) error {
	if at := slices.IndexFunc(dirs, func(dir string) bool { return sameDirectory(dir, out) }); at >= 0 {
		return usage(fmt.Errorf("--out %s is one of the directories to merge, %s: name another one", out, dirs[at]))
	}
	matrix, err := holdMatrix(dirs)
	switch {
	case err != nil:
		return usage(err)
	case matrix:
		return mergeMatrix(ctx, dirs, out, to, painters)
	}
	unlock, err := claim(out)
	if err != nil {
		return err
	}
	defer unlock()
	work, err := os.MkdirTemp(out, ".merge-*")
	if err != nil {
		return harness(fmt.Errorf("make directory for the journal: %w", err))
	}
	defer os.RemoveAll(work)
	m := merger{work: work, traces: map[roundKey][]uint64{}, session: session{out: to, errOut: errOut, options: runOptions{out: out}}}
	for _, dir := range dirs {
		if err := m.add(dir); err != nil {
			return err
		}
	}
	return m.report()
}
