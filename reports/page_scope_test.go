package reports

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// Every page says all that is permitted, with bounds, and all that is left out of the vocabulary; also one without results.
func TestPageScope(t *testing.T) {
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(pageOf(t, Page{})), ""))
	marks := 0
	for _, row := range model.Permissions {
		if !strings.Contains(text, row.Promise()+row.What()+row.Bound) {
			t.Errorf("page lacks the permission %+v", row)
		}
		for _, c := range append(model.Classes, "") {
			if row.After(c) {
				marks++
			}
		}
	}
	if n := strings.Count(text, "●"); n != marks {
		t.Errorf("%d marks, want %d", n, marks)
	}
	for _, c := range model.Classes {
		if !strings.Contains(text, string(c)+c.Meaning()) {
			t.Errorf("page does not say what %s is", c)
		}
	}
	left := 0
	for _, x := range faults.Vocabulary {
		if x.Lacks == "" {
			continue
		}
		left++
		if !strings.Contains(text, x.ID+x.Meaning+strings.ReplaceAll(x.Lacks, "`", "")) {
			t.Errorf("page lacks what is left out of %s", x.ID)
		}
	}
	if n := strings.Count(string(pageOf(t, Page{})), `<span class="about">`) - len(model.Permissions); n != left {
		t.Errorf("%d entries of what is not simulated, want %d", n, left)
	}
}
