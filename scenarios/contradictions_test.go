package scenarios

import "testing"

// A contradiction that two designs show together runs both, which have to share a workload, each judged by what is expected of it.
func TestContradictionBeside(t *testing.T) {
	for _, c := range Contradictions {
		if c.Beside == "" {
			continue
		}
		s, _ := contradictionNamed(c.Name)
		if len(s.Columns) != 2 || s.Columns[0].Name != c.Cell || s.Columns[1].Name != c.Beside {
			t.Fatalf("%s has the columns %v", c.Name, s.Columns)
		}
		for _, column := range s.Columns {
			if cell, _ := cellNamed(column.Name); column.Workload != s.Workload || column.Expected.String() != cell.Expected.String() {
				t.Errorf("%s: %s has the workload %+v and is expected to show %s", c.Name, column.Name, column.Workload, column.Expected)
			}
		}
	}
}
