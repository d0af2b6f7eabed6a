package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"strconv"
	"strings"
	"text/template"
	"unicode"
)

// testFile is a test that runs one case. What a user has to fill in compiles as it is, and fails until it is filled in.
var testFile = template.Must(template.New("test").Parse(`package {{.Package}}

import (
	"testing"

	"github.com/onceover/onceover/scenarios"
)

// {{.Test}} runs one case of {{.Scenario}} again{{if .Finding}}, which then gave:
{{range .Finding}}//   - {{.}}
{{end}}{{else}}.
{{end}}func {{.Test}}(t *testing.T) {
	{{if .Known}}scenarios.Replays(t, scenarios.Named({{.Quoted}}), {{.Constant}}){{else}}// Put the scenario here that the case is of: what scenarios.Check was given.
	scenario := scenarios.Scenario{
		Name: {{.Quoted}},
	}
	scenarios.Replays(t, scenario, {{.Constant}}){{end}}
}

// {{.Constant}} is the replay file of the case: what goes wrong in it, when, and from which seed.
const {{.Constant}} = ` + "{{.JSON}}\n"))

// emittedMax is how many of the findings a test has in its comment: all of them are in the replay file below it.
const emittedMax = 5

// EmitTest writes a Go test file of that package which runs the replay's case, and no other, in go test: it fails as long
// as the case breaks the scenario's promise, or shows what a broken consumer is there to show. Of a scenario that is not in the
// catalogue it leaves a place for the scenario's own declaration.
func EmitTest(r Replay, packageName string) ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("emit test: %w", err)
	}
	var finding []string
	for _, f := range r.Finding[:min(emittedMax, len(r.Finding))] {
		finding = append(finding, strings.ReplaceAll(f, "\n", " "))
	}
	if more := len(r.Finding) - len(finding); more > 0 {
		finding = append(finding, fmt.Sprintf("and %d more", more))
	}
	name := identifier(r.Scenario) + "Case" + strconv.Itoa(r.Case.Index)
	var b bytes.Buffer
	err = testFile.Execute(&b, map[string]any{
		"Package": packageName, "Test": "Test" + name, "Constant": strings.ToLower(name[:1]) + name[1:], "Scenario": r.Scenario,
		"Quoted": strconv.Quote(r.Scenario), "Finding": finding, "Known": isKnown(r.Scenario), "JSON": raw(string(text)),
	})
	if err == nil {
		var source []byte
		if source, err = format.Source(b.Bytes()); err == nil {
			return source, nil
		}
	}
	return nil, fmt.Errorf("emit test of case %d of %s in package %s: %w", r.Case.Index, r.Scenario, packageName, err)
}

func isKnown(scenario string) bool {
	_, err := FindOne(scenario)
	return err == nil
}

// identifier is "direct-append" as a part of a Go name, "DirectAppend".
func identifier(name string) string {
	words := strings.FieldsFunc(strings.TrimPrefix(name, "Test"), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var b strings.Builder
	for _, w := range words {
		first := []rune(w)[0]
		b.WriteRune(unicode.ToUpper(first))
		b.WriteString(strings.TrimPrefix(w, string(first)))
	}
	if b.Len() == 0 || !unicode.IsUpper([]rune(b.String())[0]) {
		return "Replay" + b.String()
	}
	return b.String()
}

// raw is JSON as a raw string of Go: a backquote can be only in a text of it, where it has another form.
func raw(text string) string { return "`" + strings.ReplaceAll(text, "`", `\u0060`) + "`" }
