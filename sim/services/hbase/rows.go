package main

import (
	"net/http"
	"strconv"

	"github.com/onceover/onceover/sim/services/exchange"
)

// get answers with the cells of a row, or of a range of rows (RowResource.get and getBinary).
func (s *service) get(q *request, spec rowspec) exchange.Answer {
	t, acceptable := exchange.Accepts(q.Header.Get("Accept"), binary, jsons)
	if v := q.URL.Query().Get("v"); v != "" {
		versions, err := strconv.Atoi(v)
		switch {
		case err != nil:
			return exchange.Text(http.StatusInternalServerError, "Server Error")
		case versions <= 0:
			return unavailable()
		}
		spec.versions = versions
	}
	switch {
	case !acceptable:
		return notAcceptable()
	case t == binary && len(spec.columns) != 1:
		return badRequest("Default 'GET' method only works if there is exactly 1 column in the row.")
	case spec.from < 0 || spec.until < spec.from:
		return badRequest("")
	}
	lines := s.read(q.table, spec)
	if len(lines) == 0 {
		return notFound(q)
	}
	if t == jsons {
		return encoded(model(lines))
	}
	c := lines[0].cells[0]
	return exchange.Data(http.StatusOK, binary, c.value).With("X-Timestamp", strconv.FormatInt(c.time, 10))
}

// read is what a rowspec names. A table or a family that does not exist has no rows.
func (s *service) read(name string, spec rowspec) []line {
	t, ok := s.tables[name]
	if !ok {
		return nil
	}
	if _, none := t.missing(spec.columns...); none { // HBase fails the whole of a read that names it
		return nil
	}
	if spec.many {
		return t.scan(span{start: spec.row, end: spec.end}, spec.selection(), s.now(), len(t.keys))
	}
	return t.get(spec.row, spec.selection(), s.now())
}
