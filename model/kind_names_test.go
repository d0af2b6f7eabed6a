package model

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// anomaliesPage is what is made of the sub-kinds and of the other names.
const anomaliesPage = "../docs/anomalies.md"

// literature are the names of the anomalies that a checker of consumers is to know, or to say why it does not.
const literature = `gap gap.commit-ahead gap.skip gap.reset gap.recreate gap.torn gap.short-range
	gap.excused.* gap.excused.retention gap.excused.truncation gap.excused.operator unseen lost-write
	duplicate.effect duplicate.effect.replay duplicate.effect.excess duplicate.effect.regress duplicate.effect.zombie
	duplicate.effect.sink-retry duplicate.effect.overlap duplicate inconsistent-offsets
	int-poll-skip int-nonmonotonic-poll poll-skip nonmonotonic-poll int-send-skip int-nonmonotonic-send nonmonotonic-send
	G1a precommitted-read G0 G1c range-discontinuity range-gap range-overlap range-inverted short-range trim-error
	order.internal order.external order.key commit-ahead commit-beyond-end commit-behind
	offset-regression.store offset-regression.read lost-commit phantom-commit unresolved-commit torn-commit
	zombie-commit zombie-output dual-ownership stale-buffer silent-reset absent-coercion swallowed-commit off-by-one
	recreate-blind codec phantom-record stuck crash-loop upgrade.* upgrade.unreadable upgrade.rollback-loss
	realtime-lag consume-counts nondeterminism vacuous`

// Each name of the literature is a key of a sub-kind, or has an entry that says why it is none; never both.
func TestNamesOfTheLiterature(t *testing.T) {
	judged, other := map[string]bool{}, map[string]int{}
	for _, row := range SubKinds {
		for _, key := range strings.Fields(row.Keys) {
			judged[key] = true
		}
	}
	for _, n := range OtherNames {
		other[n.Key]++
		if n.Meaning == "" || n.Because == "" {
			t.Errorf("%s has no meaning, or no reason", n.Key)
		}
		for _, s := range n.Subs {
			if s.Kind() == "" {
				t.Errorf("%s shows as %q, which is no sub-kind", n.Key, s)
			}
		}
	}
	for _, key := range strings.Fields(literature) {
		switch entries := other[key]; {
		case judged[key] && entries > 0:
			t.Errorf("%s is a key of a sub-kind, and has an entry that says why it is none", key)
		case !judged[key] && entries != 1:
			t.Errorf("%s is no key of a sub-kind, and has %d entries that say why", key, entries)
		}
		delete(other, key)
	}
	for key := range other {
		t.Errorf("%s is no name of the literature", key)
	}
}

func TestPageOfAnomalies(t *testing.T) {
	want := pageOfAnomalies()
	if *update {
		if err := os.WriteFile(anomaliesPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(anomaliesPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not what the tables say; go test ./model -run TestPageOfAnomalies -update writes it (-want +got):\n%s", anomaliesPage, diff)
	}
}

func pageOfAnomalies() string {
	var b strings.Builder
	b.WriteString(`# What is found

Package model finds these sub-kinds of anomalies in a trace. What a name begins with is its kind. Some of them a promise permits, as is
said below. The names of the last column are those of the literature.

| sub-kind | what happened | other names |
| --- | --- | --- |
`)
	for _, row := range SubKinds {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", row.Sub, row.Meaning, strings.Join(strings.Fields(row.Keys), ", "))
	}
	b.WriteString(permissionsTable())
	b.WriteString(`
## Names that no sub-kind has

The literature has more names. Where nothing stands under *shows as*, it is left out.

| name | what happened | shows as | why no sub-kind has the name |
| --- | --- | --- | --- |
`)
	for _, n := range OtherNames {
		var shows []string
		for _, s := range n.Subs {
			shows = append(shows, "`"+string(s)+"`")
		}
		if n.How != "" {
			shows = append(shows, n.How)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", n.Key, n.Meaning, strings.Join(shows, ", "), n.Because)
	}
	return strings.ReplaceAll(b.String(), "|  |", "| |")
}

func permissionsTable() string {
	var b strings.Builder
	b.WriteString(`
## What is permitted

A promise permits what stands here, within the bound, where a fault of a class with a mark had befallen before; everything else breaks
it. A page of results shows this table, too.

| promise | what it permits | bound | no fault |`)
	for _, c := range Classes {
		fmt.Fprintf(&b, " %s |", c)
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", 4+len(Classes)) + "\n")
	for _, row := range Permissions {
		fmt.Fprintf(&b, "| %s | %s | %s |", row.Promise(), row.What(), row.Bound)
		for _, c := range append([]Class{""}, Classes...) {
			b.WriteString(map[bool]string{true: " x |", false: " |"}[row.After(c)])
		}
		b.WriteString("\n")
	}
	b.WriteString("\n| class | what has befallen |\n| --- | --- |\n")
	for _, c := range Classes {
		fmt.Fprintf(&b, "| %s | %s |\n", c, c.Meaning())
	}
	return b.String()
}
