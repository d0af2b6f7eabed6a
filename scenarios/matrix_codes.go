package scenarios

import (
	"cmp"
	"slices"
)

// inOrderOfCodes are codes in the order of Codes, and those of one kind by how much they say.
func inOrderOfCodes(codes []string) []string {
	place := func(code string) int {
		family, _ := bound(code)
		return slices.IndexFunc(Codes, func(c struct{ Code, Meaning string }) bool { f, _ := bound(c.Code); return f == family })
	}
	return slices.SortedFunc(slices.Values(codes), func(a, b string) int {
		_, n := bound(a)
		_, m := bound(b)
		return cmp.Or(place(a)-place(b), n-m)
	})
}

// worstOf leaves of the codes those of each kind that say most, in the order of Codes.
func worstOf(codes []string) (list []string) {
	for _, known := range Codes {
		family, _ := bound(known.Code)
		best, most := "", -1
		for _, c := range codes {
			if f, n := bound(c); f == family && n > most {
				best, most = c, n
			}
		}
		if best != "" && !slices.Contains(list, best) {
			list = append(list, best)
		}
	}
	if len(list) > 1 {
		list = slices.DeleteFunc(list, func(c string) bool { return c == codeOK })
	}
	return list
}

// gravest are the kinds of codes from the worst on: what is gone, what is wrong, who stands still, and then what was done twice.
var gravest = []string{"SIL", "L", "ABORT", "STUCK", "STOP", "D", "OLD", "ORD", "TORN", "REG", "BLIND", "FALSE", "RPT"}

// gravity is how much a case shows of each kind, from the worst kind on: of two cases the greater one, by slices.Compare, is the
// graver. That of a case without a finding is the least.
func (f *Finding) gravity() (sizes []int) {
	if f == nil {
		return nil
	}
	for _, kind := range gravest {
		most := 0
		for _, code := range f.Codes {
			if family, n := bound(code); family == kind {
				most = max(most, n+1) // EO and those without a number have 0
			}
		}
		sizes = append(sizes, most)
	}
	return sizes
}
