package reports

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// The part of JUnit's format that is needed, which is less than a dependency would be. There is no time in it: the one that CI
// systems expect there is wall time.
type junitSuites struct {
	XMLName xml.Name   `xml:"testsuites"`
	Suite   junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
	Out     string        `xml:"system-out"`
}

type junitProblem struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit is the result as JUnit's XML: each scenario is a test. One that is inconclusive has failed, because nothing is
// known to be right.
func JUnit(r scenarios.Result) ([]byte, error) {
	suite := junitSuite{Name: "onceover", Tests: len(r.Rows), Properties: []junitProperty{
		{"seed", strconv.FormatUint(r.Seed, 10)}, {"cases", strconv.Itoa(r.Cases)}, {"toolchain", r.Toolchain},
		{"determinism", r.Determinism},
	}}
	for _, row := range r.Rows {
		c := junitCase{Class: "onceover", Name: row.Scenario, Out: outcome(row)}
		switch row.Standing {
		case scenarios.HarnessError:
			suite.Errors++
			c.Error = problem(r, row)
		case scenarios.Anomalous, scenarios.Inconclusive:
			suite.Failures++
			c.Failure = problem(r, row)
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite.xml()
}

func (s junitSuite) xml() ([]byte, error) {
	b, err := xml.MarshalIndent(junitSuites{Suite: s}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode JUnit report: %w", err)
	}
	return bytes.Join([][]byte{[]byte(xml.Header), b, []byte("\n")}, nil), nil
}

func problem(r scenarios.Result, row scenarios.Row) *junitProblem {
	var b strings.Builder
	why(&b, r, row, Place{})
	first, _, _ := strings.Cut(row.Why, "\n")
	return &junitProblem{Type: string(row.Standing), Message: first, Text: b.String()}
}

// outcome is the row in one line.
func outcome(row scenarios.Row) string {
	delivered, requested := row.Delivered()
	return fmt.Sprintf("%s, %d cases, %d duplicates, %d losses, %d absorbed, %d of %d faults delivered: %s",
		promise(row.Promise), row.Cases, row.Duplicates, row.Losses, row.Absorbed, delivered, requested, standing(row))
}
