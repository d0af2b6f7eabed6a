package model

import "fmt"

// A Ledger accounts for every visible record of a partition: Visible = Once + Duplicated + Lost + Excused + Pending. Once and Duplicated
// count visible effects; what the sink absorbed shows in Deliveries only.
type Ledger struct {
	Visible    int `json:"visible"`
	Once       int `json:"once"`
	Duplicated int `json:"duplicated"`
	Lost       int `json:"lost"`
	Excused    int `json:"excused"`
	Pending    int `json:"pending"`

	Before     int `json:"before"`     // records below the group's start, which are no part of the account
	Deliveries int `json:"deliveries"` // effects that revealed a record, and that no power loss took back
	Effects    int `json:"effects"`    // those of them that the sink did not absorb
	Lag        int `json:"lag"`        // records that the group would still have to read, handled or not
}

// A PartitionLedger is the account of one log.
type PartitionLedger struct {
	Topic     string `json:"topic"`
	TopicID   string `json:"topic_id"`
	Partition int    `json:"partition"`
	Ledger
}

// Check reports a remainder. It would be a bug of this package, never a finding about a consumer.
func (l Ledger) Check() error {
	if rest := l.Visible - l.Once - l.Duplicated - l.Lost - l.Excused - l.Pending; rest != 0 {
		return fmt.Errorf("ledger has a remainder of %d: %+v", rest, l)
	}
	if handled := l.Once + l.Duplicated; l.Effects < handled+l.Duplicated || l.Deliveries < l.Effects || handled == 0 && l.Deliveries > 0 {
		return fmt.Errorf("ledger does not agree with its %d deliveries and %d effects: %+v", l.Deliveries, l.Effects, l)
	}
	return nil
}

// add sums two accounts.
func (l Ledger) add(o Ledger) Ledger {
	return Ledger{
		Visible: l.Visible + o.Visible, Once: l.Once + o.Once, Duplicated: l.Duplicated + o.Duplicated, Lost: l.Lost + o.Lost,
		Excused: l.Excused + o.Excused, Pending: l.Pending + o.Pending, Before: l.Before + o.Before,
		Deliveries: l.Deliveries + o.Deliveries, Effects: l.Effects + o.Effects, Lag: l.Lag + o.Lag,
	}
}

// ledger asks each predicate about each record; that exactly one holds is what Check verifies.
func (in *inspection) ledger() Ledger {
	l := Ledger{Lag: in.lag()}
	for r := range in.log.Records {
		if in.isBefore(r) {
			l.Before++
		}
		if in.log.Records[r].Effects == 1 {
			l.Once++
		}
		if in.log.Records[r].Effects > 1 {
			l.Duplicated++
		}
		if in.isLost(r) {
			l.Lost++
		}
		if in.isExcused(r) {
			l.Excused++
		}
		if in.isPending(r) {
			l.Pending++
		}
	}
	l.Visible = len(in.log.Records) - l.Before
	for i := range in.log.Steps {
		if s := &in.log.Steps[i]; s.Kind == Delivered && s.Pair == 0 {
			l.Deliveries++
			if s.Visible {
				l.Effects++
			}
		}
	}
	return l
}
