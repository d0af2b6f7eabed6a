package consumer

// limits caps how many offsets a batch spans. The numbers count offsets, not records: compaction and transactions
// leave offsets without a record.
type limits struct {
	perPartition, perBatch int64
}

// plan returns the ranges of the next batch, in the order of the partitions: for each from its next offset towards its
// log's end, within the limits. The partitions share what a batch may hold in equal parts, and what one leaves over
// goes to the others. Where there is less than one offset for each, the partitions from the index first on are served.
// Partitions with nothing to read have no range.
func plan(partitions []Partition, next, end map[Partition]int64, l limits, first int) []Range {
	room := make([]int64, len(partitions))
	waiting := int64(0)
	for i, p := range partitions {
		room[i] = max(0, min(end[p]-next[p], l.perPartition))
		if room[i] > 0 {
			waiting++
		}
	}
	spans := make([]int64, len(partitions))
	for left := l.perBatch; left > 0 && waiting > 0; {
		share := max(1, left/waiting)
		for i := range partitions {
			i = (first + i) % len(partitions)
			span := min(room[i], share, left)
			spans[i] += span
			room[i] -= span
			left -= span
			if span > 0 && room[i] == 0 {
				waiting--
			}
		}
	}
	var ranges []Range
	for i, p := range partitions {
		if spans[i] > 0 {
			ranges = append(ranges, Range{Partition: p, From: next[p], Until: next[p] + spans[i]})
		}
	}
	return ranges
}
