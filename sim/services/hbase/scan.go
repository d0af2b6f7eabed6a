package main

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/services/exchange"
)

// scan is the scan without state, GET /table/prefix*?startrow=..&endrow=..&limit=..&reversed=.. and so on, as
// TableResource.getScanResource has it. The prefix only says where it starts if startrow does not: rows behind those with
// the prefix are answered, too, and a reversed scan goes away from them. Clients that want the prefix alone give an endrow.
func (s *service) scan(q *request) exchange.Answer {
	query := q.URL.Query()
	prefix, err := url.PathUnescape(strings.TrimSuffix(q.rest, "*"))
	limit, limitErr := integer(query, "limit", math.MaxInt32)
	batch, batchErr := integer(query, "batchsize", -1)
	versions, versionsErr := integer(query, "maxversions", 1)
	from, fromErr := integer(query, "starttime", 0)
	until, untilErr := integer(query, "endtime", latest)
	if slices.ContainsFunc([]error{err, limitErr, batchErr, versionsErr, fromErr, untilErr}, func(err error) bool { return err != nil }) {
		return notFound(q) // as JAX-RS has it of a parameter that is no number
	}
	if t, _ := exchange.Accepts(q.Header.Get("Accept"), "text/xml", jsons); t != jsons {
		return notAcceptable()
	}
	if query.Get("filter") != "" {
		return notBuilt(q)
	}
	wanted := selection{from: from, until: until, versions: int(versions)}
	for _, name := range query["column"] {
		wanted.columns = append(wanted.columns, parseColumn(strings.TrimSpace(name)))
	}
	rows := span{start: prefix, end: query.Get("endrow"), reversed: strings.EqualFold(query.Get("reversed"), "true")}
	if start := query.Get("startrow"); start != "" {
		rows.start = start
	}
	t, ok := s.tables[q.table]
	if ok {
		_, none := t.missing(wanted.columns...)
		ok = !none
	}
	if !ok { // found out while the answer is streamed
		return exchange.Text(http.StatusInternalServerError, "Server Error")
	}
	lines := batched(t.scan(rows, wanted, s.now(), int(limit)), int(batch))
	return encoded(model(lines[:min(len(lines), max(int(limit), 0))]))
}

// integer is a parameter of a query, or what it is without.
func integer(query url.Values, name string, without int64) (int64, error) {
	text := query.Get(name)
	if text == "" {
		return without, nil
	}
	return strconv.ParseInt(text, 10, 64)
}

// batched splits rows after so many cells. Each part counts as a row to a limit.
func batched(lines []line, size int) []line {
	if size <= 0 {
		return lines
	}
	var parts []line
	for _, l := range lines {
		for cells := range slices.Chunk(l.cells, size) {
			parts = append(parts, line{l.key, cells})
		}
	}
	return parts
}
