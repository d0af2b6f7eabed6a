package scenarios

import (
	"regexp"
	"slices"
	"strings"

	"github.com/onceover/onceover/model"
)

// Fingerprints names what is wrong with a case, each thing once, the gravest first: losses, duplicates, other anomalies,
// and then notes. Two cases that share one have the same thing wrong with them; see model.Anomaly.Fingerprint.
func (o Outcome) Fingerprints() []string {
	var list []string
	for _, a := range o.gravest() {
		list = append(list, a.Fingerprint())
	}
	for _, n := range o.Notes {
		list = append(list, noteFingerprint(n))
	}
	return distinctOf(list)
}

// gravest is the anomalies that break the promise, the gravest first, and those of one kind in order of the trace.
func (o Outcome) gravest() []model.Anomaly {
	list := slices.Clone(o.Verdict.Anomalies)
	slices.SortStableFunc(list, func(a, b model.Anomaly) int { return gravity(a.Kind) - gravity(b.Kind) })
	return list
}

func gravity(k model.Kind) int {
	if i := slices.Index([]model.Kind{model.Loss, model.Duplicate}, k); i >= 0 {
		return i
	}
	return 2
}

// main is the fingerprint that stands for a case: of what a broken consumer is foretold to show, or else of what is
// gravest; empty where nothing is wrong.
func (o Outcome) main(s Scenario) string {
	if s.Broken != nil && len(o.Notes) == 0 {
		for _, a := range o.gravest() {
			if slices.Contains(s.Broken.Foretold.Subs, a.Sub) {
				return a.Fingerprint()
			}
		}
	}
	if list := o.Fingerprints(); len(list) > 0 {
		return list[0]
	}
	return ""
}

var (
	number      = regexp.MustCompile(`\d+`)
	parenthesis = regexp.MustCompile(` \([^)]*\)?`)
)

// noteFingerprint is a note without its numbers, without what is in parentheses, and with no more than a word of the detail
// behind its first colon.
func noteFingerprint(note string) string {
	subject, detail, found := strings.Cut(parenthesis.ReplaceAllString(note, ""), ": ")
	if word, _, _ := strings.Cut(strings.TrimSpace(detail), " "); found {
		subject += ": " + word
	}
	return number.ReplaceAllString(strings.TrimSpace(subject), "N")
}

func distinctOf(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
