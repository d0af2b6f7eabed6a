package main

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"time"

	"github.com/onceover/onceover/scenarios"
)

// A merger adds up journals.
type merger struct {
	session session
	work    string  // directory in which the merged journal grows
	common  heading // of all journals, without a shard
	first   string  // the directory that it was read from
	got     *tally
	traces  map[roundKey][]uint64 // hashes of the cases' traces, by index; 0 where there is none
	lost    []entry               // answers that are a fault of the harness
	cases   int                   // asked for, of each scenario; 0 where time decided
	journal *journal
	damaged int // lines that are left out
	failure error
}

// add adds what a directory has.
func (m *merger) add(dir string) error {
	begin := func(h heading) ([]scenarios.Scenario, error) {
		err := m.begin(dir, h)
		return m.session.list, err
	}
	_, bad, err := readJournal(dir, begin, func(e entry) {
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
	if bad.lines > 0 {
		fmt.Fprintf(m.session.errOut, "note: %v\n", bad)
	}
	m.damaged += bad.lines
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
	m.journal, _, err = openJournal(m.work, h, list, nil)
	return err
}

// take adds an entry, unless another directory had it.
func (m *merger) take(dir string, e entry) error {
	m.cases = max(m.cases, e.Asked, e.Ended)
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
	if err := errors.Join(m.journal.begin(m.cases), m.journal.close(ended), moveJournal(m.work, s.options.out)); err != nil {
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
	case status == exitAsPromised && (missing > 0 || m.damaged > 0 && m.cases == 0): // then nobody knows what is missing
		status = exitInconclusive
	}
	return exit(status)
}
