package scenarios

import (
	"iter"
	"slices"
)

// withFewerInstances leaves out one of several instances of the consumer.
func (s *search) withFewerInstances() iter.Seq[ladder] {
	var ladders []ladder
	names := s.best.setting.Instances
	if len(names) == 0 {
		names = instanceNames(s.scenario.Instances)
	}
	for i := range names {
		if len(names) > 1 {
			f := s.best
			f.setting.Instances = slices.Delete(slices.Clone(names), i, i+1)
			ladders = append(ladders, ladder{f})
		}
	}
	return slices.Values(ladders)
}

// withPlainerWorkload leaves out of the workload what not every one has, and room that records do not need.
func (s *search) withPlainerWorkload() iter.Seq[ladder] {
	return s.inWorkloads(plainerWorkloads(s.best.setting.Workload))
}

// withLessWorkload makes the workload smaller in one number. What the arguments of the programs speak of stays: how many
// records a batch has, further topics, the members of ZooKeeper, and the service beside.
func (s *search) withLessWorkload() iter.Seq[ladder] {
	return s.inWorkloads(smallerWorkloads(s.best.setting.Workload))
}

func (s *search) inWorkloads(lists [][]Workload) iter.Seq[ladder] {
	var ladders []ladder
	for _, list := range lists {
		var l ladder
		for _, w := range list {
			f := s.best
			f.setting.Workload = w
			l = append(l, f)
		}
		ladders = append(ladders, l)
	}
	return slices.Values(ladders)
}

// changed are workloads that differ from one in what the changes say, as far as they do.
func (w Workload) changed(changes ...func(*Workload)) (list []Workload) {
	for _, change := range changes {
		s := w
		if change(&s); s != w {
			list = append(list, s)
		}
	}
	return list
}

func plainerWorkloads(w Workload) [][]Workload {
	return [][]Workload{
		w.changed(func(s *Workload) { s.Later, s.LaterAt, s.LaterPartitions = 0, 0, 0 }),
		w.changed(func(s *Workload) { s.Transaction = 0 }),
		w.changed(func(s *Workload) { s.Keys = 0 }),
		w.changed(func(s *Workload) { s.Compacted = "" }),
		w.changed(func(s *Workload) { s.Truncatable = false }),
		w.changed(func(s *Workload) { s.Size = min(w.Size, shortestRecord) }),
	}
}

// smallerWorkloads are those that are smaller in one number, and of each number the smallest first.
func smallerWorkloads(w Workload) [][]Workload {
	var partitions, records, later []func(*Workload)
	for _, n := range smaller(w.Partitions, 1) {
		// As many of each partition as before: what happened to one may happen again.
		each := (w.Records*n + w.Partitions - 1) / w.Partitions
		partitions = append(partitions, func(s *Workload) { s.Partitions, s.Records = n, each }, func(s *Workload) { s.Partitions = n })
	}
	least := 1 // without any record a consumer has no end to come to, and waits for it as long as a case may take
	if w.Later > 0 {
		least = 0
	}
	for _, n := range smaller(w.Records, least) {
		records = append(records, func(s *Workload) { s.Records = n })
	}
	for _, n := range smaller(w.Later, 1) {
		later = append(later, func(s *Workload) { s.Later = n })
	}
	return [][]Workload{w.changed(partitions...), w.changed(records...), w.changed(later...)}
}

// shortestRecord has room for a record's name.
const shortestRecord = 16
