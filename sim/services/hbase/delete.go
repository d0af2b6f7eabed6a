package main

import "github.com/onceover/onceover/sim/services/exchange"

// delete hides a row, families or columns of it, up to now or to a timestamp (RowResource.delete).
func (s *service) delete(q *request, spec rowspec) exchange.Answer {
	t, ok := s.tables[q.table]
	if !ok {
		return noTable(q.table)
	}
	if missing, ok := t.missing(spec.columns...); ok {
		return noFamily(missing, t.name)
	}
	at := int64(latest)
	if spec.hasTime {
		at = spec.until
	}
	markers := []marker{{column: column{whole: true}, time: at}}
	if len(spec.columns) > 0 {
		markers = nil
		for _, c := range spec.columns {
			markers = append(markers, marker{column: c, time: at})
		}
	}
	if at < 0 || len(spec.row) > maxKey {
		return badRequest("")
	}
	s.hide(q.client, t, spec.row, markers, s.now())
	return done()
}

// hide leaves markers in one row at once. Those without a timestamp of their own get this one; a single one gets that of
// the newest version that can be read (HRegion.prepareDeleteTimestamps).
func (s *service) hide(client string, t *table, key string, markers []marker, now int64) {
	s.changes++
	r := t.row(key)
	for _, m := range markers {
		if m.time == latest {
			m.time = now
			if m.single {
				if newest, ok := r.newest(m.column, t.family(m.column.family).oldest(now)); ok {
					m.time = newest.time
				}
			}
		}
		r.delete(m)
		command := "DELETE"
		if m.single {
			command = "DELETE_VERSION"
		}
		s.record(client, command, t, key, cell{column: m.column, time: m.time})
	}
}
