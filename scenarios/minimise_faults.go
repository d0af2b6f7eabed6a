package scenarios

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
)

// withoutFaults leaves faults out: all, halves, quarters and so on down to single ones, and then pairs, because of two
// that undo each other neither can go alone. Where one goes that ended an incarnation, what struck the next one may strike
// that one instead, which does a few things that its successors need not do.
func (s *search) withoutFaults() (forms []form) {
	n := len(s.best.schedule.Faults)
	for size := n; size > 0; size /= 2 {
		for last := n; last > 0; last -= size {
			forms = append(forms, s.best.without(max(0, last-size), last))
		}
	}
	for i := range n {
		for j := i + 1; j < n && n > 2; j++ {
			forms = append(forms, s.best.without(j, j+1).without(i, i+1))
		}
	}
	for i := range n {
		for more := range earlierMax {
			if f, moved := s.best.without(i, i+1).earlier(more); moved {
				forms = append(forms, f)
			}
		}
	}
	return forms
}

// without leaves out the faults from one position to another.
func (f form) without(from, until int) form {
	f.schedule = faults.Schedule{Faults: slices.Delete(slices.Clone(f.schedule.Faults), from, until)}
	return f
}

// earlierMax is how many places are tried for a fault of an earlier incarnation: the same, and those next to it.
const earlierMax = 3

// earlier lets every fault of a second incarnation and of later ones strike the one before, a few times later.
func (f form) earlier(more int) (form, bool) {
	moved := false
	for i := range f.schedule.Faults { // of a schedule that is nobody else's
		fault := &f.schedule.Faults[i]
		for _, name := range []*string{&fault.Process, &fault.At.Process, &fault.At.Client} {
			process, number, _ := strings.Cut(*name, "#")
			if n, err := strconv.Atoi(number); err == nil && n > 1 {
				*name, moved = process+"#"+strconv.Itoa(n-1), true
				if fault.At.Stage != "" {
					fault.At.Occurrence += more
				}
			}
		}
	}
	return f, moved
}

// withSimplerFaults makes one fault simpler.
func (s *search) withSimplerFaults() (forms []form) {
	for i, fault := range s.best.schedule.Faults {
		for _, simpler := range slices.Concat(named(s.outcome, i, fault), simplerFaults(fault)) {
			f := s.best
			f.schedule = faults.Schedule{Faults: slices.Clone(f.schedule.Faults)}
			f.schedule.Faults[i] = simpler
			forms = append(forms, f)
		}
	}
	return forms
}

// simplerFaults are the simpler forms of a fault, which differ from it in one thing: what it does, how its victim starts
// again, how much it strikes, when, and for how long.
func simplerFaults(f faults.Fault) (list []faults.Fault) {
	add := func(change func(*faults.Fault)) {
		simpler := f
		change(&simpler)
		list = append(list, simpler)
	}
	if f.Kind == faults.PowerLoss || f.Kind == faults.Pause {
		add(func(s *faults.Fault) { s.Kind, s.For = faults.Crash, 0 })
	}
	for _, r := range simplerRestarts(f.Restart) {
		add(func(s *faults.Fault) { s.Restart = r })
	}
	for side, hosts := range f.Hosts {
		for i := range hosts {
			if len(hosts) > 1 {
				add(func(s *faults.Fault) { s.Hosts[side] = slices.Delete(slices.Clone(hosts), i, i+1) })
			}
		}
	}
	for _, n := range smaller(f.At.Output, 1) {
		add(func(s *faults.Fault) { s.At.Output = n })
	}
	for _, n := range smaller(f.At.Occurrence, 1) {
		add(func(s *faults.Fault) { s.At.Occurrence = n })
	}
	for _, d := range shorter(f.At.Time) {
		add(func(s *faults.Fault) { s.At.Time = d })
	}
	for _, n := range smaller(f.Offset, 0) {
		add(func(s *faults.Fault) { s.Offset = n })
	}
	for _, d := range shorter(f.For) {
		add(func(s *faults.Fault) { s.For = d })
	}
	for _, d := range shorter(f.By) {
		add(func(s *faults.Fault) { s.By = d })
	}
	return list
}

// simplerRestarts are those that say less.
func simplerRestarts(r *faults.Restart) (list []*faults.Restart) {
	if r == nil {
		return nil
	}
	list = append(list, nil)
	if r.After > 0 {
		list = append(list, &faults.Restart{Version: r.Version})
	}
	if r.Version != "" {
		list = append(list, &faults.Restart{After: r.After})
	}
	return list
}

// smaller are some numbers below n, from the least on: the least, quarters, and the next. Whoever takes one asks again.
func smaller[N int | int64](n, least N) (list []N) {
	for _, m := range []N{least, least + (n-least)/4, least + (n-least)/2, n - 1} {
		if m >= least && m < n && !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// shorter are the round times below d, and its half, so that what remains is not much longer than it must be.
func shorter(d time.Duration) (list []time.Duration) {
	for _, round := range []time.Duration{
		time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond, time.Second, 10 * time.Second, time.Minute,
	} {
		if round < d {
			list = append(list, round)
		}
	}
	if d >= 2*time.Millisecond {
		list = append(list, (d / 2).Truncate(time.Millisecond))
	}
	slices.SortFunc(list, cmp.Compare[time.Duration])
	return slices.Compact(list)
}
