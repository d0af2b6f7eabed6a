package scenarios

import "slices"

// withFewerInstances leaves out one of several instances of the consumer.
func (s *search) withFewerInstances() (forms []form) {
	names := s.best.setting.Instances
	if len(names) == 0 {
		names = instanceNames(s.scenario.Instances)
	}
	for i := range names {
		if len(names) > 1 {
			f := s.best
			f.setting.Instances = slices.Delete(slices.Clone(names), i, i+1)
			forms = append(forms, f)
		}
	}
	return forms
}

// withLessWorkload makes the workload smaller in one thing. What the arguments of the programs speak of stays: how many
// records a batch has, further topics, and the service beside.
func (s *search) withLessWorkload() (forms []form) {
	for _, w := range smallerWorkloads(s.best.setting.Workload) {
		f := s.best
		f.setting.Workload = w
		forms = append(forms, f)
	}
	return forms
}

func smallerWorkloads(w Workload) (list []Workload) {
	add := func(change func(*Workload)) {
		s := w
		if change(&s); s != w {
			list = append(list, s)
		}
	}
	add(func(s *Workload) { s.Later, s.LaterAt, s.LaterPartitions = 0, 0, 0 })
	add(func(s *Workload) { s.Transaction = 0 })
	add(func(s *Workload) { s.Keys = 0 })
	add(func(s *Workload) { s.Compacted = "" })
	add(func(s *Workload) { s.Truncatable = false })
	for _, n := range smaller(w.Partitions, 1) {
		add(func(s *Workload) { s.Partitions = n })
		// As many of each partition as before: what happened to one may happen again.
		add(func(s *Workload) { s.Partitions, s.Records = n, max(1, w.Records*n/w.Partitions) })
	}
	for _, n := range smaller(w.Records, 0) {
		add(func(s *Workload) { s.Records = n })
	}
	for _, n := range smaller(w.Later, 1) {
		add(func(s *Workload) { s.Later = n })
	}
	for _, n := range []int{shortestRecord, w.Size / 2} {
		if n >= shortestRecord && n < w.Size {
			add(func(s *Workload) { s.Size = n })
		}
	}
	return list
}

// shortestRecord has room for a record's name.
const shortestRecord = 16
