package model

import (
	"cmp"
	"slices"
)

// A Verdict is what a history amounts to under a promise. Its anomalies are in order of the trace.
type Verdict struct {
	Promise   Promise   `json:"promise"`
	Holds     bool      `json:"holds"`
	Anomalies []Anomaly `json:"anomalies,omitempty"` // they break the promise
	Permitted []Anomaly `json:"permitted,omitempty"` // they were seen, and the promise allows them

	Drained    bool              `json:"drained"` // the stored offsets reached the ends of the logs
	Ledger     Ledger            `json:"ledger"`
	Partitions []PartitionLedger `json:"partitions,omitempty"`

	Duplicates int `json:"duplicates"` // visible effects beyond the first of each record
	Losses     int `json:"losses"`     // records lost, the excused not among them
	Absorbed   int `json:"absorbed"`   // deliveries that the sink absorbed
}

// Judge compares a history with a promise. It panics if an account has a remainder, which would be a bug of this package.
func Judge(h *History, p Promise) Verdict {
	v := Verdict{Promise: p}
	found := h.phantomAnomalies()
	found = append(found, h.keyAnomalies()...)
	found = append(found, h.twinAnomalies()...)
	if p.Whole {
		found = append(found, h.tornAnomalies()...)
	}
	for _, l := range h.Logs {
		in := inspect(h, l)
		account := in.ledger()
		if err := account.Check(); err != nil {
			panic("model: " + l.String() + ": " + err.Error())
		}
		v.Ledger = v.Ledger.add(account)
		v.Partitions = append(v.Partitions, PartitionLedger{l.Topic, l.TopicID, l.Number, account})
		v.Duplicates += account.Effects - account.Once - account.Duplicated
		for i := range in.findings {
			found = append(found, in.anomaly(&in.findings[i]))
		}
	}
	slices.SortStableFunc(found, func(a, b Anomaly) int {
		return cmp.Or(cmp.Compare(a.Step, b.Step), cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition), cmp.Compare(a.From, b.From))
	})
	for i := range found {
		permitted, unexplained := p.permits(h, &found[i])
		if permitted {
			v.Permitted = append(v.Permitted, found[i])
			continue
		}
		if found[i].Unexplained = unexplained; unexplained {
			found[i].Explain += " Nothing had gone wrong that explains it."
		}
		v.Anomalies = append(v.Anomalies, found[i])
	}
	v.Holds = len(v.Anomalies) == 0
	v.Drained = v.Ledger.Lag == 0
	v.Losses = v.Ledger.Lost
	v.Absorbed = v.Ledger.Deliveries - v.Ledger.Effects
	return v
}
