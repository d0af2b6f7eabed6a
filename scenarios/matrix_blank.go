package scenarios

import "fmt"

// every stands for all rows, or all designs, in the name of a reason.
const every = "*"

// A blank is a cell that is not asked, and where the table has it.
type blank struct {
	key          [2]string
	line, column int
}

// A why is the reason of some blanks.
type why struct {
	row, design, text string
	line              int
}

// covers reports whether the reason is one of that blank.
func (w *why) covers(key [2]string) bool {
	return (w.row == every || w.row == key[0]) && (w.design == every || w.design == key[1])
}

// checkBlanks reports a blank without a reason, and a reason without a blank.
func (t *table) checkBlanks() error {
	for _, b := range t.blanks {
		if t.whyNot(b.key) == "" {
			return &TableError{b.line, b.column, fmt.Errorf("%s/%s is not asked, and nothing says why", b.key[0], b.key[1])}
		}
	}
	for _, w := range t.whys {
		if !w.isNeeded(t.blanks) {
			return &TableError{w.line, 1, fmt.Errorf("a reason for %s/%s, of which every cell is asked", w.row, w.design)}
		}
	}
	return nil
}

func (w *why) isNeeded(blanks []blank) bool {
	for _, b := range blanks {
		if w.covers(b.key) {
			return true
		}
	}
	return false
}

// whyNot is why a cell is not asked: the reason that says most of it, which is its own, that of its row, or that of its design.
func (t *table) whyNot(key [2]string) (text string) {
	best := -1
	for _, w := range t.whys {
		says := 0
		if w.row != every {
			says = 1
		}
		if w.row != every && w.design != every {
			says = 2
		}
		if w.covers(key) && says > best {
			text, best = w.text, says
		}
	}
	return text
}

// A Reason is why cells are not asked. A row or a design that is "*" stands for all.
type Reason struct{ Row, Design, Text string }

// NotAsked are the reasons of the cells that the matrix does not have, as the table has them: of a cell counts the one that names
// most of it.
func NotAsked() (list []Reason) {
	for _, w := range expectations().whys {
		list = append(list, Reason{w.row, w.design, w.text})
	}
	return list
}
