package reports

import (
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// List is the scenarios with their promises and summaries.
func List(list []scenarios.Scenario) []byte {
	var t table
	t.add("scenario", "promise", "summary")
	for _, s := range list {
		text := promise(s.Promise)
		if s.Broken != nil {
			text += ", broken"
		}
		t.add(s.Name, text, s.Summary)
	}
	var b strings.Builder
	t.write(&b)
	return []byte(b.String())
}
