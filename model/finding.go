package model

// A finding is an anomaly in terms of one inspection: positions instead of offsets.
type finding struct {
	findingKey
	from, until int // records, half open
	origin
}

// An origin is what a finding began with; only its first record's counts.
type origin struct {
	step     int // position in log.Steps that showed it, or none
	previous int // duplicates: the delivery before that one; order: that of the highest record; zombies: the first deed of the newest life
	began    int // duplicates: the record at which the run began
	stored   int // duplicates: the store in effect when the run began, or none
}

// A findingKey is what neighbouring records must share to be one finding.
type findingKey struct {
	sub         Sub
	incarnation int32 // who did it
	earlier     int32 // duplicates: who had delivered it before
	absorbed    bool
	times       int32 // duplicates: how often it has been delivered now
	run         int   // duplicates: in which run of the incarnation; false alarms: which report; losses: by the power loss at which event
	store       int   // losses: the store that passed it; commits: the store itself
}

// add records that a finding holds for one more record. Neighbours of one key become one range, unless the log was truncated between them.
func (in *inspection) add(key findingKey, record int, o origin) {
	if n, ok := in.open[key]; ok && in.findings[n].until == record && !in.log.begins(record) {
		in.findings[n].until++
		return
	}
	in.open[key] = len(in.findings)
	in.findings = append(in.findings, finding{key, record, record + 1, o})
}

// addRange records a finding over a range that may be empty.
func (in *inspection) addRange(key findingKey, from, until int, o origin) {
	in.findings = append(in.findings, finding{key, from, until, o})
}
