package scenarios

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
)

// withoutFaults leaves faults out: all, halves, quarters and so on down to single ones, and then pairs, because of two
// that undo each other neither can go alone. Where one goes that ended an incarnation, what struck the next one may strike
// that one instead, which does a few things that its successors need not do.
func (s *search) withoutFaults() iter.Seq[ladder] {
	best, n := s.best, len(s.best.schedule.Faults)
	return func(yield func(ladder) bool) {
		for size := n; size > 0; size /= 2 {
			for last := n; last > 0; last -= size {
				if !yield(ladder{best.without(max(0, last-size), last)}) {
					return
				}
			}
		}
		for i := range n {
			for j := i + 1; j < n && n > 2; j++ {
				if !yield(ladder{best.without(j, j+1).without(i, i+1)}) {
					return
				}
			}
		}
		for i := range n {
			for more := range earlierMax {
				if f, moved := best.without(i, i+1).earlier(more); moved && !yield(ladder{f}) {
					return
				}
			}
		}
	}
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
func (s *search) withSimplerFaults() iter.Seq[ladder] {
	best := s.best
	return func(yield func(ladder) bool) {
		for i, fault := range best.schedule.Faults {
			for _, simpler := range simplerFaults(fault) {
				var l ladder
				for _, f := range simpler {
					l = append(l, best.with(i, f))
				}
				if !yield(l) {
					return
				}
			}
		}
	}
}

// with has another fault at a position.
func (f form) with(i int, fault faults.Fault) form {
	f.schedule = faults.Schedule{Faults: slices.Clone(f.schedule.Faults)}
	f.schedule.Faults[i] = fault
	return f
}

// simplerFaults are the simpler forms of a fault, which differ from it in one thing: what it does, how its victim starts
// again, how much it strikes, when, and for how long. Of each thing the simplest comes first.
func simplerFaults(f faults.Fault) (list [][]faults.Fault) {
	one := func(change func(*faults.Fault)) {
		simpler := f
		change(&simpler)
		list = append(list, []faults.Fault{simpler})
	}
	if f.Kind == faults.PowerLoss || f.Kind == faults.Pause {
		one(func(s *faults.Fault) { s.Kind, s.For = faults.Crash, 0 })
	}
	for _, r := range simplerRestarts(f.Restart) {
		one(func(s *faults.Fault) { s.Restart = r })
	}
	for side, hosts := range f.Hosts {
		for i := range hosts {
			if len(hosts) > 1 {
				one(func(s *faults.Fault) { s.Hosts[side] = slices.Delete(slices.Clone(hosts), i, i+1) })
			}
		}
	}
	return append(list,
		each(f, smaller(f.At.Output, 1), func(s *faults.Fault, n int) { s.At.Output = n }),
		each(f, smaller(f.At.Occurrence, 1), func(s *faults.Fault, n int) { s.At.Occurrence = n }),
		each(f, shorter(f.At.Time), func(s *faults.Fault, d time.Duration) { s.At.Time = d }),
		each(f, smaller(f.Offset, 0), func(s *faults.Fault, n int64) { s.Offset = n }),
		each(f, shorter(f.For), func(s *faults.Fault, d time.Duration) { s.For = d }),
		each(f, shorter(f.By), func(s *faults.Fault, d time.Duration) { s.By = d }),
	)
}

// each sets a number of a fault to each of some values.
func each[N any](f faults.Fault, values []N, set func(*faults.Fault, N)) (list []faults.Fault) {
	for _, v := range values {
		simpler := f
		set(&simpler, v)
		list = append(list, simpler)
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

// smaller are the numbers below n, from the least on, or some of them where they are many: whoever takes one asks again.
func smaller[N int | int64](n, least N) (list []N) {
	for m := least; m < n; m += max(1, (n-least)/stepsMax) {
		list = append(list, m)
	}
	return list
}

// stepsMax is how many steps a ladder of numbers has, about.
const stepsMax = 1000

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
