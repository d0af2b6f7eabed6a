package reports

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A File is one file of a report.
type File struct {
	Name    string
	Content []byte
}

// Files is everything that is kept of a result: the report in four forms, a replay of each failure, and one of an
// example for each broken consumer.
func Files(r scenarios.Result, list []scenarios.Scenario) ([]File, error) {
	asJSON, err := JSON(r)
	if err != nil {
		return nil, err
	}
	asXML, err := JUnit(r)
	if err != nil {
		return nil, err
	}
	text := Text(r, Place{})
	if r.Determinism != "" {
		text = fmt.Appendf(text, "determinism: %s\n", r.Determinism)
	}
	files := []File{{"report.json", asJSON}, {"report.txt", text}, {"report.md", Markdown(r)}, {"junit.xml", asXML}}
	for _, row := range r.Rows {
		programs := programsOf(r, list, row.Scenario)
		for _, c := range row.Failures {
			if c.Error != "" { // it came to no trace, which a replay could be compared with
				continue
			}
			if files, err = addReplay(files, c, programs, false); err != nil {
				return nil, err
			}
		}
		for _, c := range row.Examples {
			if files, err = addReplay(files, c, programs, true); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// JSON is the result with everything that is known of it.
func JSON(r scenarios.Result) ([]byte, error) {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode result: %w", err)
	}
	return append(b, '\n'), nil
}

// replayName is the name of a case's replay file.
func replayName(c scenarios.CaseReport, example bool) string {
	name := strings.ReplaceAll(c.Scenario, "/", ".") // of a cell of the matrix
	if example {
		return name + "-example.scenario.json"
	}
	return fmt.Sprintf("%s-%d.scenario.json", name, c.Case.Index)
}

func addReplay(files []File, c scenarios.CaseReport, programs map[string]string, example bool) ([]File, error) {
	b, err := json.MarshalIndent(scenarios.NewReplay(c, programs), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode replay of case %d of %s: %w", c.Case.Index, c.Scenario, err)
	}
	return append(files, File{replayName(c, example), append(b, '\n')}), nil
}

// programsOf is the identities of the programs that a scenario runs.
func programsOf(r scenarios.Result, list []scenarios.Scenario, name string) map[string]string {
	ids := map[string]string{}
	for _, s := range list {
		if s.Name == name {
			for _, p := range scenarios.Programs([]scenarios.Scenario{s}) {
				ids[p.Name] = r.Programs[p.Name]
			}
		}
	}
	return ids
}
