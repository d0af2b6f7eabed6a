package main

import (
	"bytes"
	"net/http"

	"github.com/onceover/onceover/sim/services/exchange"
)

// The checks compare the newest version of a column with a value. An empty value is equal to an empty one and to none
// (HRegion.checkAndMutate), so that a row can be made only where there is none. A failed check is 304, without a body.

// checkAndPut writes all cells of a row but the last, if the last is what its column holds (RowResource.checkAndPut).
func (s *service) checkAndPut(q *request, spec rowspec) exchange.Answer {
	if contentType(q) == binary {
		return s.putCell(q, spec) // without a check
	}
	key, cells, refusal, ok := s.checked(q, spec)
	switch {
	case !ok:
		return refusal
	case len(cells) <= 1:
		return badRequest("Either row key is null or no data found for columns specified.")
	case cells[len(cells)-1].Column == nil || cells[len(cells)-1].Value == nil:
		return badRequest("")
	}
	check := cells[len(cells)-1]
	against := parseColumn(string(check.Column))
	if against.whole || against.qualifier == "" {
		return badRequest("Column incorrectly specified.")
	}
	put, matched := line{key: key}, false
	for _, c := range cells[:len(cells)-1] {
		if c.Column == nil {
			return badRequest("Column found to be null.")
		}
		parsed := parseColumn(string(c.Column))
		if parsed.whole {
			return badRequest("")
		}
		put.cells = append(put.cells, cell{parsed, int64(c.Timestamp), c.Value})
		matched = matched || parsed == against
	}
	if !matched {
		return badRequest("The column to put and check do not match.")
	}
	if !valid(put) {
		return badRequest("")
	}
	t := s.tables[q.table]
	if missing, ok := t.missing(columns(put.cells)...); ok {
		return noFamily(missing, t.name)
	}
	now, holds := s.holds(t, key, against, check.Value)
	if !holds {
		return exchange.Answer{Status: http.StatusNotModified}
	}
	s.write(q.client, t, put, now)
	return done()
}

// checkAndDelete deletes what the cells of a row but the last name, if the last is what its column holds; with that cell
// alone, it deletes all versions of it. Of a column that is named otherwise, it deletes one (RowResource.checkAndDelete).
func (s *service) checkAndDelete(q *request, spec rowspec) exchange.Answer {
	if contentType(q) == binary {
		return s.putCell(q, spec) // a put
	}
	key, cells, refusal, ok := s.checked(q, spec)
	switch {
	case !ok:
		return refusal
	case len(cells) == 0:
		return badRequest("")
	}
	check := cells[len(cells)-1]
	against := parseColumn(string(check.Column))
	if check.Column == nil {
		if len(spec.columns) == 0 {
			return badRequest("Column not specified for check.")
		}
		against = spec.columns[0]
	}
	t := s.tables[q.table]
	markers := []marker{{column: against, time: latest}}
	if len(cells) > 1 {
		markers = nil
	}
	for _, c := range cells[:len(cells)-1] {
		if c.Column == nil {
			return badRequest("Column found to be null.")
		}
		parsed := parseColumn(string(c.Column))
		markers = append(markers, marker{column: parsed, time: int64(c.Timestamp), single: !parsed.whole})
	}
	named := []column{against}
	for _, m := range markers {
		named = append(named, m.column)
	}
	missing, none := t.missing(named...)
	switch {
	case against.whole:
		return badRequest("Column to check incorrectly specified.")
	case check.Value == nil || key == "" || len(key) > maxKey:
		return badRequest("")
	case none:
		return noFamily(missing, t.name)
	}
	now, holds := s.holds(t, key, against, check.Value)
	if !holds {
		return exchange.Answer{Status: http.StatusNotModified}
	}
	s.hide(q.client, t, key, markers, now)
	return done()
}

// checked is the row that a check is about. Refused is what is no single row of an existing table.
func (s *service) checked(q *request, spec rowspec) (key string, cells []cellModel, refusal exchange.Answer, ok bool) {
	if contentType(q) != jsons {
		return "", nil, unsupported(), false
	}
	set, err := parseCellSet(q.body)
	switch {
	case err != nil:
		return "", nil, badRequest(err.Error()), false
	case len(set.Rows) != 1:
		return "", nil, badRequest("Number of rows specified is not 1."), false
	case s.tables[q.table] == nil:
		return "", nil, noTable(q.table), false
	}
	key = string(set.Rows[0].Key)
	if set.Rows[0].Key == nil {
		key = spec.row
	}
	return key, set.Rows[0].Cells, exchange.Answer{}, true
}

// holds says whether a column holds a value, and gives the time at which a change after this check happens: never before
// that of what was checked, whatever the clock says, so that it is not hidden by it (HBASE-14054).
func (s *service) holds(t *table, key string, c column, value []byte) (now int64, ok bool) {
	now = s.now()
	found := cell{time: now}
	if r, ok := t.rows[key]; ok {
		if newest, ok := r.newest(c, t.family(c.family).oldest(now)); ok {
			found = newest
		}
	}
	return max(now, found.time), bytes.Equal(found.value, value)
}
