package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/scenarios"
)

// A source is what a part of the page depends on: who has the same gets the same page.
type source struct {
	Of        string // what it is of
	Hash      string // of all traces; "" where there is none
	Twice     string // what running everything twice showed
	Seed      uint64
	Shard     string
	Toolchain string
	Programs  map[string]string
}

func (p Page) sources() (list []source) {
	if r := p.Result; len(r.Rows) > 0 {
		s := source{Of: "the scenarios", Hash: r.Determinism, Twice: "not asked for", Seed: r.Seed, Shard: r.Shard, Toolchain: r.Toolchain, Programs: r.Programs}
		if r.Differing >= 0 {
			s.Twice = fmt.Sprintf("%s, %s", plural(r.Twice, "case"), plural(r.Differing, "differing trace"))
		}
		list = append(list, s)
	}
	if m := p.Matrix; m != nil {
		s := source{Of: "the matrix", Seed: m.Seed, Shard: m.Shard, Toolchain: m.Toolchain, Programs: m.Programs}
		if !m.Interrupted {
			sum := sha256.New()
			for _, c := range m.Cells {
				fmt.Fprintf(sum, "%s %s\n", c.Name(), c.Digest)
			}
			s.Hash = hex.EncodeToString(sum.Sum(nil))
		}
		list = append(list, s)
	}
	return list
}

// deliveries is what became of the faults of all rows, by kind, with a header.
func (p Page) deliveries() [][]string {
	var sum scenarios.Row
	for _, row := range p.Result.Rows {
		sum.Add(scenarios.CaseReport{Faults: row.Faults, Good: true})
	}
	if p.Matrix != nil {
		sum.Add(scenarios.CaseReport{Faults: p.Matrix.Faults, Good: true})
	}
	if len(sum.Faults) == 0 {
		return nil
	}
	list := [][]string{{"fault", "requested", "armed", "delivered"}}
	for _, c := range sum.Faults {
		list = append(list, []string{kindName(c.Kind), text(c.Requested), text(c.Armed), text(c.Delivered)})
	}
	return list
}

func kindName(k faults.Kind) string { return strings.ReplaceAll(string(k), "_", " ") }
