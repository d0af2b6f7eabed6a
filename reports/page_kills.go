package reports

import "github.com/onceover/onceover/scenarios"

// A killTable is the matrix of mutants and checkers.
type killTable struct {
	Seed   uint64
	Cases  int
	Header []string
	Rows   []killRow
}

// A killRow is one mutant.
type killRow struct {
	Cells   []string
	Class   string
	Summary string
}

func newKillTable(k Kills) *killTable {
	cells := k.cells()
	t := &killTable{Seed: k.Seed, Cases: k.Cases, Header: cells[0]}
	for i, row := range cells[1:] {
		class := "bad"
		if k.Kills[i].Standing == scenarios.AsPromised {
			class = "good"
		}
		t.Rows = append(t.Rows, killRow{row, class, k.Kills[i].Summary})
	}
	return t
}
