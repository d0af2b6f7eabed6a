package scenarios

import (
	"cmp"
	_ "embed" // the table
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:embed matrix.txt
var matrixText string

// absent is the cell of a row that a design is not asked.
const absent = "-"

// An expectedCell is one cell of the table of expectations.
type expectedCell struct {
	row, design string
	expect      Expectation
	reason      string // why it is not what the literature has
}

// A TableError is a mistake in the table, by line and column, both counted from 1.
type TableError struct {
	Line, Column int
	Err          error
}

func (e *TableError) Error() string {
	return fmt.Sprintf("matrix.txt:%d:%d: %v", e.Line, e.Column, e.Err)
}

func (e *TableError) Unwrap() error { return e.Err }

// A table is what a text of expectations says so far.
type table struct {
	header []string // designs of the block that is being read
	cells  []expectedCell
	seen   map[[2]string]int // position in cells by row and design, -1 for one that is not asked
	blanks []blank           // those that are not asked
	whys   []*why            // they are not
	told   *string           // a reason that may go on in the next line
	line   int
}

// parseMatrix reads a table: blocks that begin with the word row and names of designs, and then have a line for each row, with
// codes or "-" below each design; and lines "row/design: reason", which go on in the lines that are indented. Each "-" needs a
// reason, which may be one for the whole of a row, "row/*", or of a design, "*/design". "#" begins a remark.
func parseMatrix(text string) (*table, error) {
	t := &table{seen: map[[2]string]int{}}
	for line := range strings.Lines(text) {
		t.line++
		line = strings.TrimRight(line, "\n ")
		if err := t.read(line); err != nil {
			return nil, err
		}
	}
	return t, t.checkBlanks()
}

// cell is what is expected of a design under a row.
func (t *table) cell(row, design string) (expectedCell, bool) {
	if i, ok := t.seen[[2]string{row, design}]; ok && i >= 0 {
		return t.cells[i], true
	}
	return expectedCell{}, false
}

func (t *table) read(line string) error {
	words := wordsOf(line)
	switch {
	case len(words) == 0 || strings.HasPrefix(line, "#"):
		t.told = nil
		return nil
	case words[0].column > 1:
		if t.told == nil {
			return t.wrong(words[0].column, "an indented line goes on with a reason, and there is none above it")
		}
		*t.told += " " + strings.TrimSpace(line)
		return nil
	case strings.HasSuffix(words[0].text, ":"):
		return t.readReason(words[0].text, strings.TrimSpace(line[len(words[0].text):]))
	case words[0].text == "row":
		t.told, t.header = nil, nil
		for _, w := range words[1:] {
			t.header = append(t.header, w.text)
		}
		return nil
	}
	t.told = nil
	return t.readRow(words)
}

func (t *table) readRow(words []word) error {
	if len(words)-1 != len(t.header) {
		return t.wrong(words[min(len(words)-1, len(t.header)+1)].column, "%s has %d cells, and there are %d designs above it", words[0].text, len(words)-1, len(t.header))
	}
	for i, w := range words[1:] {
		key := [2]string{words[0].text, t.header[i]}
		if _, twice := t.seen[key]; twice {
			return t.wrong(w.column, "%s/%s is there twice", key[0], key[1])
		}
		t.seen[key] = -1
		if w.text == absent {
			t.blanks = append(t.blanks, blank{key, t.line, w.column})
			continue
		}
		x, err := parseExpectation(w.text)
		if err != nil {
			return &TableError{t.line, w.column, err}
		}
		t.seen[key] = len(t.cells)
		t.cells = append(t.cells, expectedCell{row: key[0], design: key[1], expect: x})
	}
	return nil
}

func (t *table) readReason(name, text string) error {
	row, design, _ := strings.Cut(strings.TrimSuffix(name, ":"), "/")
	i, ok := t.seen[[2]string{row, design}]
	switch {
	case ok && i >= 0:
		t.told = &t.cells[i].reason
	case ok || row == every || design == every:
		w := &why{row: row, design: design, line: t.line}
		t.whys, t.told = append(t.whys, w), &w.text
	default:
		return t.wrong(1, "a reason for %s/%s, of which there is no cell above it", row, design)
	}
	*t.told = text
	return nil
}

func (t *table) wrong(column int, format string, args ...any) error {
	return &TableError{t.line, column, fmt.Errorf(format, args...)}
}

// A word is a word of a line, and where it begins: characters count, from 1.
type word struct {
	text   string
	column int
}

func wordsOf(line string) (list []word) {
	rest, column := line, 1
	for rest != "" {
		trimmed := strings.TrimLeft(rest, " \t")
		column += len(rest) - len(trimmed)
		text, _, _ := strings.Cut(trimmed, " ")
		if text == "" {
			break
		}
		list = append(list, word{text, column})
		column += utf8.RuneCountInString(text)
		rest = trimmed[len(text):]
	}
	return list
}

// checkNames reports a cell of a row or a design that there is none of, and one that is missing.
func checkNames(t map[[2]string]int, rows, designs []string) error {
	for _, key := range sortedCells(t) {
		if !slices.Contains(rows, key[0]) || !slices.Contains(designs, key[1]) {
			return fmt.Errorf("matrix.txt: %s/%s: no such row or design", key[0], key[1])
		}
	}
	for _, r := range rows {
		for _, d := range designs {
			if _, ok := t[[2]string{r, d}]; !ok {
				return fmt.Errorf("matrix.txt: %s/%s has no cell", r, d)
			}
		}
	}
	return nil
}

func sortedCells(t map[[2]string]int) [][2]string {
	var keys [][2]string
	for key := range t { //tidy:unordered sorted below
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return keys
}
