package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// A listing is a scenario as list --json prints it.
type listing struct {
	Name    string        `json:"name"`
	Summary string        `json:"summary"`
	Promise model.Promise `json:"promise"`
	Broken  bool          `json:"broken,omitempty"`
}

func newListCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the scenarios, with what their consumers promise",
		Example: `  onceover list
  onceover list --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if asJSON {
				return listJSON(c.OutOrStdout())
			}
			c.OutOrStdout().Write(reports.List(scenarios.All()))
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func listJSON(out io.Writer) error {
	var all []listing
	for _, s := range scenarios.All() {
		all = append(all, listing{Name: s.Name, Summary: s.Summary, Promise: s.Promise, Broken: s.Broken != nil})
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return harnessIf(e.Encode(all), "print the scenarios")
}

// harnessIf is nil, or a harness error that says what could not be done.
func harnessIf(err error, doing string) error {
	if err == nil {
		return nil
	}
	return harness(fmt.Errorf("%s: %w", doing, err))
}
