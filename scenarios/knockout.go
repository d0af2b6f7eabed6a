package scenarios

import (
	"fmt"
	"slices"
	"strings"
)

// A Knockout is what a case is without one of its faults, and so whether the fault is a cause of the anomaly.
type Knockout struct {
	Fault   int      `json:"fault"`             // its number, from 1
	What    string   `json:"what"`              // in words
	Appears bool     `json:"appears"`           // the anomaly is there without it
	Instead []string `json:"instead,omitempty"` // the fingerprints of what else is wrong then
	Error   string   `json:"error,omitempty"`   // such a case cannot be run
}

// String is a sentence.
func (k Knockout) String() string {
	text := fmt.Sprintf("without fault %d the anomaly ", k.Fault)
	switch {
	case k.Error != "":
		return fmt.Sprintf("without fault %d the case cannot be run: %s", k.Fault, k.Error)
	case k.Appears:
		text += "appears all the same"
	default:
		text += "does not appear"
	}
	if len(k.Instead) > 0 {
		return text + ", but there is " + strings.Join(k.Instead, ", ")
	}
	if !k.Appears {
		text += ", and nothing is wrong"
	}
	return text
}

// knockOut says what the best form is without each of its faults. A fault that is not needed, which a search that ran out
// of its budget may have left, goes first; then those before it are looked at again.
func (s *search) knockOut() (list []Knockout) {
	for gone := true; gone; {
		gone, list = false, nil
		for i := 0; i < len(s.best.schedule.Faults); {
			f := s.best.without(i, i+1)
			k, o, keeps := s.knocked(f)
			if keeps {
				s.best, s.outcome, gone = f, o, true
				continue
			}
			k.Fault, k.What = i+1, s.best.schedule.Faults[i].String()
			list, i = append(list, k), i+1
		}
	}
	return list
}

// knocked is what a form shows that lacks a fault. It runs to its end: what is only given up would be said to be stuck.
func (s *search) knocked(f form) (Knockout, Outcome, bool) {
	o, keeps := s.tryWhole(f)
	was := s.tried[f.key()]
	k := Knockout{Appears: slices.Contains(was.fingerprints, s.target), Error: was.failure}
	k.Instead = slices.DeleteFunc(slices.Clone(was.fingerprints), func(f string) bool { return f == s.target })
	return k, o, keeps
}
