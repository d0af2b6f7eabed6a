package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/scenarios"
)

func newMergeCommand() *cobra.Command {
	var out string
	var stall time.Duration
	c := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Put together what several machines, or several starts, have run",
		Long: `Merge reads the journals that run keeps in its --out directories, finished or not, and writes the report of all of their
cases together: of shards, it is the report of the run without shards, to the byte. A case that several directories have counts
once, and must have given the same trace.

It refuses directories whose runs had other programs, another toolchain, seed or choice of scenarios, for their cases are not
those of one run.

Of the directories of matrix --shard it writes what matrix writes of all cases together, and judges each cell by them: one that
never shows what is expected of it fails. It refuses a shard twice, and shards of another seed, number of cases, choice of cells,
version or build. To draw cells it has the programs built; where they are not those of the shards, the page has no pictures.

Exit status: as that of run, or of matrix; 4 where cases are missing of the number that was asked for, or shards, and nothing worse is known.`,
		Example: `  onceover merge shard-0 shard-1 shard-2 shard-3 --out whole`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, dirs []string) error {
			return merge(c.Context(), dirs, out, c.OutOrStdout(), func(m *matrixRun) pool {
				return m.painters(c.Context(), stall, c.ErrOrStderr())
			})
		},
	}
	c.Flags().StringVar(&out, "out", "reports/merged", "`directory` for the reports and the merged journal")
	stallFlag(c, &stall)
	return c
}

// A merger adds up journals.
type merger struct {
	session session
	common  heading // of all journals, without a shard
	first   string  // the directory that it was read from
	got     *tally
	traces  map[roundKey][]uint64 // hashes of the cases' traces, by index; 0 where there is none
	lost    []entry               // answers that are a fault of the harness
	cases   int                   // asked for, of each scenario; 0 where time decided
	journal *journal
	failure error
}

func merge(ctx context.Context, dirs []string, out string, to io.Writer, painters func(*matrixRun) pool) error {
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
	m := merger{traces: map[roundKey][]uint64{}, session: session{out: to, options: runOptions{out: out}}}
	for _, dir := range dirs {
		if err := m.add(dir); err != nil {
			return err
		}
	}
	return m.report()
}

// add adds what a directory has.
func (m *merger) add(dir string) error {
	_, err := readJournal(dir, func(h heading) error { return m.begin(dir, h) }, func(e entry) {
		if m.failure == nil {
			m.failure = m.take(dir, e)
		}
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usage(fmt.Errorf("%s holds no run: %w", dir, err))
	case err != nil:
		return usage(err)
	}
	return m.failure
}

// begin checks that a directory is of the same run as the first one, which begins the merged journal.
func (m *merger) begin(dir string, h heading) error {
	h.Shard = ""
	if m.journal != nil {
		return m.common.same(h, m.first, dir)
	}
	list, err := scenarios.Find(h.Scenarios)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	m.common, m.first, m.got = h, dir, newTally(list)
	m.session.list, m.session.options.seed, m.session.options.checkDeterminism = list, h.Seed, h.Rounds == 2
	m.session.kit = kit{ids: h.Programs, toolchain: h.Toolchain}
	if err := putAside(m.session.options.out); err != nil { // what an earlier merge wrote, or a run
		return err
	}
	m.journal, err = openJournal(m.session.options.out, h, func(entry) {})
	return err
}

// take adds an entry, unless another directory had it.
func (m *merger) take(dir string, e entry) error {
	m.cases = max(m.cases, e.Asked)
	if e.Report == nil {
		return nil
	}
	if e.Report.Error != "" { // it counts where no directory has the case
		m.lost = append(m.lost, e)
		return nil
	}
	key, index := roundKey{e.Round, e.Report.Scenario}, e.Report.Case.Index
	for index >= len(m.traces[key]) {
		m.traces[key] = append(m.traces[key], 0)
	}
	h := fnv.New64a()
	io.WriteString(h, e.Report.Hash)
	known, trace := &m.traces[key][index], h.Sum64()|1
	switch *known {
	case trace:
		return nil
	case 0:
		*known = trace
	default:
		return harness(fmt.Errorf("case %d of %s has another trace in %s than in a directory before it", index, e.Report.Scenario, dir))
	}
	return m.keep(e)
}

// keep adds an answer to the sum and to the merged journal.
func (m *merger) keep(e entry) error {
	m.got.add(e.Round, m.common.Rounds, *e.Report)
	return m.journal.add(e.Round, *e.Report, time.Time{})
}

// report writes the files and prints the result.
func (m *merger) report() error {
	for _, e := range m.lost {
		if m.got.has(e.Round, e.Report.Scenario, e.Report.Case.Index) {
			continue
		}
		if err := m.keep(e); err != nil {
			return harness(err)
		}
	}
	s := m.session
	s.options.cases = m.cases
	result := s.result(m.got, false)
	missing := 0
	for _, row := range result.Rows {
		missing += max(0, m.cases-row.Cases)
	}
	result.Interrupted = missing > 0
	ended := m.cases
	if missing > 0 {
		ended = 0
	}
	if err := errors.Join(m.journal.begin(m.cases), m.journal.close(ended)); err != nil {
		return harness(err)
	}
	s.print(result, m.got)
	if err := s.write(result); err != nil {
		return harness(err)
	}
	if missing > 0 {
		fmt.Fprintf(s.out, "missing: %d cases that no directory has\n", missing)
	}
	fmt.Fprintln(s.out, lastLine(result, m.got))
	status := worst(standingsOf(result.Rows))
	switch {
	case len(m.got.differing) > 0:
		return harness(fmt.Errorf("%d cases gave another trace when they were run again", len(m.got.differing)))
	case status == exitAsPromised && missing > 0:
		status = exitInconclusive
	}
	return exit(status)
}
