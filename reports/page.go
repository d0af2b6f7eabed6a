package reports

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"path"

	"github.com/onceover/onceover/scenarios"
)

// A Page is what the HTML report is made of. Everything may be missing.
type Page struct {
	Result   scenarios.Result
	Pictures []Picture // of the cases of Wishes
	Small    []Small   // replay files of cases that were made small
	Sweeps   []Sweep
	Kills    *Kills
	Matrix   *MatrixFile
	Cells    []CellExample // of the matrix
	Gone     int           // cells of the matrix that are not OK, and whose replay files are not there
	Modules  []string      // versions of the modules that this program was built from, "path version"

	Dir    string // where the files lie of which the page tells, as a command has to name it
	Base   string // the same as the page has to name it; "" where they lie beside it
	Traces string // where the traces of the pictures lie, as the page has to name it
}

// named is a file as a command has to name it, and linked as a link of the page has to.
func (p Page) named(file string) string  { return path.Join(p.Dir, file) }
func (p Page) linked(file string) string { return path.Join(p.Base, file) }

//go:embed page
var assets embed.FS

var pageTemplate = template.Must(template.New("").Funcs(template.FuncMap{
	"plural": plural, "standing": standing, "promise": promise, "marked": marked,
}).ParseFS(assets, "page/*.html"))

// HTML is the report as one file that needs nothing beside it: it opens from a disk, without a network. Equal pages are equal
// bytes.
func (p Page) HTML() ([]byte, error) {
	style, script := asset("page/page.css"), asset("page/page.js")
	v := pageView{
		Page: p, Style: template.CSS(style), Script: template.JS(script),
		Policy:     fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'", digest(style), digest(script)),
		Deliveries: p.deliveries(), Sources: p.sources(), Scope: newScope(),
	}
	for i, g := range Groups(p.Result) {
		v.Counterexamples = append(v.Counterexamples, p.counterexample(i, g))
	}
	for i, e := range p.Cells {
		v.Cells = append(v.Cells, p.cellCounterexample(i, e))
	}
	v.Hero = v.hero()
	for _, row := range p.Result.Rows {
		v.Rows = append(v.Rows, v.row(row))
	}
	for _, s := range p.Sweeps {
		v.Heats = append(v.Heats, p.heat(s))
	}
	if p.Matrix != nil {
		v.Matrix = p.matrixView()
	}
	if p.Kills != nil {
		v.Kills = newKillTable(*p.Kills)
	}
	var b bytes.Buffer
	if err := pageTemplate.ExecuteTemplate(&b, "page.html", v); err != nil {
		return nil, fmt.Errorf("make page: %w", err)
	}
	return b.Bytes(), nil
}

// A pageView is a page as the template reads it.
type pageView struct {
	Page
	Style           template.CSS
	Script          template.JS
	Policy          string
	Hero            hero
	Rows            []rowView
	Counterexamples []counterexample
	Cells           []counterexample // examples of cells
	Deliveries      [][]string
	Heats           []heatView
	Matrix          *matrixView
	Kills           *killTable
	Scope           scope
	Sources         []source
}

func asset(name string) string {
	content, err := assets.ReadFile(name)
	if err != nil {
		panic("reports: " + err.Error()) // it is embedded
	}
	return string(content)
}

// digest is how a content security policy names a text that it admits.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
