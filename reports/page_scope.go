package reports

import (
	"html/template"
	"strings"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// A scope says what a verdict means, and what no run can show: the tables of packages model and faults.
type scope struct {
	Permissions []model.Permission
	Classes     []model.Class
	Vocabulary  []faults.Term
}

func newScope() scope { return scope{model.Permissions, model.Classes, faults.Vocabulary} }

// marked sets what stands between backticks as code.
func marked(text string) template.HTML {
	var b strings.Builder
	for i, part := range strings.Split(text, "`") {
		if part = template.HTMLEscapeString(part); i%2 == 1 {
			part = "<code>" + part + "</code>"
		}
		b.WriteString(part)
	}
	return template.HTML(b.String())
}
