package model

import "testing"

func TestLedgerCheck(t *testing.T) {
	cases := []struct {
		name string
		l    Ledger
		ok   bool
	}{
		{"empty", Ledger{}, true},
		{"sums up", Ledger{Visible: 6, Once: 2, Duplicated: 1, Lost: 1, Excused: 1, Pending: 1, Deliveries: 5, Effects: 4}, true},
		{"a record is missing", Ledger{Visible: 2, Once: 1, Deliveries: 1, Effects: 1}, false},
		{"a record is claimed twice", Ledger{Visible: 1, Lost: 1, Excused: 1}, false},
		{"a duplicate without a second effect", Ledger{Visible: 1, Duplicated: 1, Deliveries: 2, Effects: 1}, false},
		{"more effects than deliveries", Ledger{Visible: 1, Once: 1, Deliveries: 1, Effects: 2}, false},
		{"deliveries of nothing", Ledger{Visible: 1, Lost: 1, Deliveries: 1, Effects: 1}, false},
	}
	for _, c := range cases {
		if err := c.l.Check(); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
