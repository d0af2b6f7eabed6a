package faults

// A Count says what became of the faults of one kind.
type Count struct {
	Kind      Kind `json:"kind"`
	Requested int  `json:"requested"` // by the schedule
	Armed     int  `json:"armed"`     // their place was reached
	Delivered int  `json:"delivered"` // and there was something to strike
}

// count adds up kind by kind, without the kinds that were not requested.
func count(s Schedule, states []state) []Count {
	var out []Count
	for _, r := range rules {
		c := Count{Kind: r.kind}
		for i, f := range s.Faults {
			if f.Kind != r.kind {
				continue
			}
			c.Requested++
			if states[i].armed {
				c.Armed++
			}
			if states[i].delivered {
				c.Delivered++
			}
		}
		if c.Requested > 0 {
			out = append(out, c)
		}
	}
	return out
}
