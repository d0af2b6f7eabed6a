package scenarios

import "fmt"

// A CellPart is a cell as some of its cases make it, with all that it takes to add the others elsewhere. Its standing is not
// known yet.
type CellPart struct {
	CellResult
	Beyond  []string    `json:"beyond,omitempty"`  // what differs from what is expected
	Failure string      `json:"failure,omitempty"` // of the harness
	Example *CaseReport `json:"example,omitempty"`
}

// Part is what the cases that were added come to, for Join.
func (r CellResult) Part() CellPart {
	r.Digest = r.sum.String()
	return CellPart{CellResult: r, Beyond: r.beyond, Failure: r.failure, Example: r.Example}
}

// Join adds the cases of a part, none of which may have been added before. It fails where the part is of another cell, or is
// expected to show something else, and where its digest is none.
func (r *CellResult) Join(p CellPart) error {
	o := p.CellResult
	if r.Name() != o.Name() || r.Expected != o.Expected {
		return fmt.Errorf("%s is expected to show %s, and here %s to show %s", o.Name(), o.Expected, r.Name(), r.Expected)
	}
	sum, err := parseDigest(p.Digest, p.Cases)
	if err != nil {
		return fmt.Errorf("%s: %w", o.Name(), err)
	}
	o.sum, o.beyond, o.failure, o.Example = sum, p.Beyond, p.Failure, p.Example
	r.join(o)
	return nil
}
