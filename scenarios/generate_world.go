package scenarios

import (
	"errors"
	"slices"
)

// A World is what was drawn of a scenario beside its faults: what the topic holds and which services there are, who consumes
// it, and with which arguments.
type World struct {
	Workload  Workload `json:"workload"`
	Instances []string `json:"instances,omitempty"` // none means one, which is named consumer
	Args      []string `json:"args"`                // of each instance, before its own
}

// worldOf is the world of a scenario of Anything; others have none.
func worldOf(name string) *World {
	s, ok := anythingNamed(name)
	if !ok {
		return nil
	}
	return &World{Workload: s.Workload, Instances: instanceNames(s.Instances), Args: s.Consumer.Args}
}

// check reports that a world is not what its name means: another version drew it.
func (w *World) check(name string) error {
	is := worldOf(name)
	if w == nil || is != nil && w.Workload == is.Workload && slices.Equal(w.Instances, is.Instances) && slices.Equal(w.Args, is.Args) {
		return nil
	}
	return errors.New("this version draws another one for " + name)
}
