package scenarios

import "iter"

// A ladder is forms that differ from the best one in the same thing, the smallest first. Where one of them keeps what is to
// be kept, those above it mostly do too.
type ladder []form

// moves are the ways in which a form may become smaller, those first that save most. Each yields its ladders for the best form
// as it is: of many faults there are more than anybody tries.
var moves = []func(s *search) iter.Seq[ladder]{
	(*search).withoutFaults, (*search).withPlainerWorkload, (*search).atNamedPlaces, (*search).withSimplerFaults,
	(*search).withFewerInstances, (*search).withLessWorkload,
}

// descend goes from one form that keeps the fingerprint to the next smaller one, until no move leads on. It reports whether
// it came to that.
func (s *search) descend() bool {
	for moved := true; moved; {
		moved = false
		for _, move := range moves {
			for i, led := s.lead(move, 0); led; i, led = s.lead(move, i) { // of what the steps before have left
				moved = true
			}
		}
	}
	return s.runs < s.budget
}

// lead takes the first step that a move makes with its ladders from one on, and answers which ladder is the next.
func (s *search) lead(move func(s *search) iter.Seq[ladder], from int) (next int, led bool) {
	for l := range move(s) {
		if s.runs >= s.budget {
			return next, false
		}
		if next++; next > from && s.climbDown(l) {
			return next, true
		}
	}
	return next, false
}

// climbDown takes the lowest form of a ladder that keeps the fingerprint, as far as halving finds it. It reports whether
// there is one.
func (s *search) climbDown(l ladder) bool {
	if len(l) == 0 {
		return false
	}
	if s.take(l[0]) {
		return true
	}
	fails, keeps := 0, len(l)
	for keeps-fails > 1 {
		if middle := (fails + keeps) / 2; s.take(l[middle]) {
			keeps = middle
		} else {
			fails = middle
		}
	}
	return keeps < len(l)
}

// take makes a form the best one if it keeps the fingerprint.
func (s *search) take(f form) bool {
	if s.runs >= s.budget {
		return false
	}
	o, keeps := s.try(f)
	if keeps {
		s.best, s.outcome = f, o
	}
	return keeps
}
