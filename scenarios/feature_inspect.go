package scenarios

import (
	"fmt"
	"path"
	"strings"

	"github.com/onceover/onceover/model"
)

// inspectWhole wants files of results to come to their names by being renamed: whoever reads the directory at the wrong
// moment would see a part of what is written under the name itself.
func inspectWhole(h *model.History, _ model.Verdict) (notes []string) {
	for _, e := range h.Events {
		if name := e.Str("path"); e.Name == "disk.write" && path.Ext(name) == ".jsonl" {
			notes = append(notes, fmt.Sprintf("%s wrote %s in place (step %d)", e.Proc, name, e.Seq))
		}
	}
	return notes
}

// inspectUnreadable wants whoever may not read what is stored to end for that. Had it taken it for nothing, it would have
// ended as well, as it may not make anew what is there: for the wrong reason.
func inspectUnreadable(h *model.History, _ model.Verdict) (notes []string) {
	last := map[string]string{} // what each incarnation said last
	for _, e := range h.Events {
		if !isInstance(e.Proc) {
			continue
		}
		switch text := last[e.Proc]; {
		case e.Name == "proc.output":
			last[e.Proc] = e.Str("text")
		case e.Name == "proc.exit" && e.Int("code") != 0 && !strings.Contains(text, "not authenticated"):
			notes = append(notes, fmt.Sprintf("%s did not end because it may not read what is stored, but: %s (step %d)",
				e.Proc, strings.TrimSpace(text), e.Seq))
		}
	}
	return notes
}
