package reports

import (
	"fmt"
	"strconv"

	"github.com/onceover/onceover/scenarios"
)

// MatrixJUnit is a matrix as JUnit's XML: each cell is a test, of the class of its row. One that is inconclusive has failed,
// because nothing is known of it.
func MatrixJUnit(m MatrixFile) ([]byte, error) {
	suite := junitSuite{Name: "onceover matrix", Tests: len(m.Cells), Properties: []junitProperty{
		{"seed", strconv.FormatUint(m.Seed, 10)}, {"cases", strconv.Itoa(m.Cases)}, {"toolchain", m.Toolchain},
	}}
	promises := map[string]string{}
	for _, d := range NewMatrixFile(m.MatrixResult).Designs {
		promises[d.Name] = d.Promise
	}
	for _, c := range m.Cells {
		test := junitCase{Class: c.Row, Name: c.Design, Out: fmt.Sprintf("promises %s; expected %s, found %s; %s, %d of %d faults delivered",
			promises[c.Design], c.Expected, c.Found, plural(c.Cases, "case"), c.Delivered, c.Requested)}
		wrong := &junitProblem{Type: string(c.Standing), Message: c.Why, Text: c.Replay}
		switch c.Standing {
		case scenarios.HarnessError:
			suite.Errors++
			test.Error = wrong
		case scenarios.Anomalous, scenarios.Inconclusive:
			suite.Failures++
			test.Failure = wrong
		}
		suite.Cases = append(suite.Cases, test)
	}
	return suite.xml()
}
