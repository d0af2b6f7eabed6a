package scenarios

// Replay is the file of a minimal case, with the identities of the programs that it was made with.
func (m Minimal) Replay(scenario string, programs map[string]string) Replay {
	r := NewReplay(m.Outcome.Report(scenario), programs)
	r.Format, r.Setting, r.Fingerprint, r.Knockouts = MinimalFormat, &m.Setting, m.Fingerprint, m.Knockouts
	return r
}
