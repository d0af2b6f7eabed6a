package reports

import (
	"fmt"
	"html/template"

	"github.com/onceover/onceover/model"
)

// A LedgerBar is the account of a partition as a bar, with the sum that it is.
type LedgerBar struct {
	Name string
	Bar  template.HTML
	Sum  string
}

// ledgerBars draws the accounts of a picture's partitions. The parts of a bar are all visible records, without a remainder.
func ledgerBars(p *Picture) (bars []LedgerBar) {
	for _, l := range p.Logs {
		if l.Ledger == nil || l.Ledger.Visible == 0 {
			continue
		}
		bars = append(bars, LedgerBar{Name: l.Name, Bar: ledgerBar(*l.Ledger), Sum: ledgerSum(*l.Ledger)})
	}
	return bars
}

// A share is a part of a ledger.
type share struct {
	class, words string
	n            int
}

// shares are the parts that the visible records are, in the order of the identity.
func shares(l model.Ledger) []share {
	return []share{
		{"once", "once", l.Once}, {"twice", "more than once", l.Duplicated}, {"lost", "lost", l.Lost},
		{"excused", "excused", l.Excused}, {"pending", "pending", l.Pending},
	}
}

func ledgerBar(l model.Ledger) template.HTML {
	var d drawing
	d.open("svg", "class", "ledger", "width", "100%", "height", 22, "role", "img", "aria-label", ledgerSum(l))
	before := 0
	percent := func(halves int) string { // of so many halves of a record, in tenths
		return fmt.Sprintf("%d.%d%%", 50*halves/l.Visible, 500*halves/l.Visible%10)
	}
	for _, s := range shares(l) {
		if s.n == 0 {
			continue
		}
		d.open("g")
		d.title(fmt.Sprintf("%d %s", s.n, s.words))
		d.empty("rect", "class", "share "+s.class, "x", percent(2*before), "y", 0, "width", percent(2*s.n), "height", 22)
		if 12*s.n > l.Visible {
			d.open("text", "class", "amount", "x", percent(2*before+s.n), "y", 15)
			d.b.WriteString(text(s.n))
			d.close("text")
		}
		d.close("g")
		before += s.n
	}
	d.close("svg")
	return d.html()
}

// ledgerSum is the identity in words.
func ledgerSum(l model.Ledger) string {
	words := ""
	for _, s := range shares(l) {
		if s.n > 0 {
			if words != "" {
				words += " + "
			}
			words += fmt.Sprintf("%d %s", s.n, s.words)
		}
	}
	return fmt.Sprintf("%s = %s", plural(l.Visible, "record"), words)
}
