package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/model"
)

// A deed is what an incarnation did to some partitions: one verb, and ranges of offsets.
type deed struct {
	who   string
	verb  string
	where string // the store, where there are several, or another group than the one that is judged
	over  []extent
}

// An extent is a range of one partition's offsets, both ends in it.
type extent struct {
	partition   string
	first, last int64
}

// The verbs of deeds.
const (
	writes   = "writes"
	again    = "writes again"
	absorbed = "writes again, though the sink absorbs it,"
	stores   = "stores"
	removes  = "removes the stored offset of"
	scrawls  = "stores what is not an offset for"
	appends  = "appends"
)

func (d *deed) sameKind(o deed) bool { return d.who == o.who && d.verb == o.verb && d.where == o.where }

func (d *deed) isWrite() bool { return d.verb == writes || d.verb == again || d.verb == absorbed }

// goesOn reports whether another deed, right after this one, is more of the same. A partition's next offset is not.
func (d *deed) goesOn(o deed) bool {
	return d.sameKind(o) && (d.verb != stores || !slices.ContainsFunc(d.over, func(mine extent) bool {
		return mine.partition == o.over[0].partition
	}))
}

func (d deed) clone() *deed {
	d.over = slices.Clone(d.over)
	return &d
}

// add joins another deed of the kind. Ranges that meet become one.
func (d *deed) add(o deed) {
	for _, x := range o.over {
		i := slices.IndexFunc(d.over, func(mine extent) bool {
			return mine.partition == x.partition && (d.verb == stores || mine.last+1 == x.first)
		})
		if i >= 0 {
			d.over[i].last = x.last
		} else {
			d.over = append(d.over, x)
		}
	}
}

// String is "consumer#1 writes orders/0 0..4, orders/1 0..4".
func (d deed) String() string {
	slices.SortStableFunc(d.over, func(a, b extent) int { return cmp.Compare(a.partition, b.partition) })
	parts := make([]string, len(d.over))
	for i, x := range d.over {
		parts[i] = x.in(d.verb)
	}
	return strings.Join(slices.DeleteFunc([]string{d.who, d.verb, d.where, strings.Join(parts, ", ")}, isEmpty), " ")
}

func (x extent) in(verb string) string {
	switch {
	case verb == removes || verb == scrawls:
		return x.partition
	case verb == stores && x.first == x.last:
		return fmt.Sprintf("%d for %s", x.last, x.partition)
	case verb == stores:
		return fmt.Sprintf("%d up to %d for %s", x.first, x.last, x.partition)
	case x.first == x.last:
		return fmt.Sprintf("%s %d", x.partition, x.first)
	}
	return fmt.Sprintf("%s %d..%d", x.partition, x.first, x.last)
}

func isEmpty(s string) bool { return s == "" }

// deedsOf is what was done to the logs, by the position of the event that shows it.
func deedsOf(h *model.History) map[int32][]deed {
	deeds, stored := asOthers(h), storesOf(h)
	for _, l := range h.Logs {
		name := l.String()
		for _, r := range l.Records {
			deeds[r.Event] = append(deeds[r.Event], deed{
				who: h.Events[r.Event].Str("client"), verb: appends, over: []extent{{name, r.Offset, r.Offset}},
			})
		}
		written := make([]bool, len(l.Records))
		for _, s := range l.Steps {
			d := deed{who: "somebody"}
			if s.Incarnation >= 0 {
				d.who = h.Incarnations[s.Incarnation].ID
			}
			switch s.Kind {
			case model.Stored:
				d.verb, d.where, d.over = storing(s), stored[s.Event], []extent{{name, s.Offset, s.Offset}}
			case model.Delivered:
				offset := l.Records[s.Record].Offset
				d.verb, d.over = writing(s, written[s.Record]), []extent{{name, offset, offset}}
				written[s.Record] = true
			default:
				continue
			}
			deeds[s.Event] = append(deeds[s.Event], d)
		}
	}
	return deeds
}

func storing(s model.Step) string {
	switch {
	case s.Removed:
		return removes
	case s.Malformed:
		return scrawls
	}
	return stores
}

func writing(s model.Step, written bool) string {
	switch {
	case !written:
		return writes
	case s.Visible:
		return again
	}
	return absorbed
}
