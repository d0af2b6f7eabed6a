package scenarios

import (
	"strings"

	"github.com/onceover/onceover/model"
)

// isBlind reports whether a lag monitor watched a group and was never shown an offset of it.
func isBlind(h *model.History) bool {
	watched := false
	for _, e := range h.Events {
		if e.Proc != "monitor#1" {
			continue
		}
		if watched = true; e.Name == "proc.output" && strings.Contains(e.Str("text"), " offset=") {
			return false
		}
	}
	return watched
}
