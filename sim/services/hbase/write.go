package main

import (
	"mime"
	"net/http"
	"strconv"

	"github.com/onceover/onceover/sim/services/exchange"
	"github.com/onceover/onceover/sim/trace"
)

// maxKey is the longest key of a row in bytes (HConstants.MAX_ROW_LENGTH).
const maxKey = 1<<15 - 1

// put writes the rows of a body, or one cell (RowResource.update and updateBinary).
func (s *service) put(q *request, spec rowspec) exchange.Answer {
	switch contentType(q) {
	case jsons:
		return s.putRows(q, spec)
	case binary:
		return s.putCell(q, spec)
	}
	return unsupported()
}

func contentType(q *request) string {
	text := q.Header.Get("Content-Type")
	if text == "" {
		return binary
	}
	t, _, err := mime.ParseMediaType(text)
	if err != nil {
		return ""
	}
	return t
}

func (s *service) putRows(q *request, spec rowspec) exchange.Answer {
	if check := q.URL.Query().Get("check"); check == "append" || check == "increment" {
		return notBuilt(q)
	} else if check != "" {
		return exchange.Text(http.StatusBadRequest, "Invalid check value '"+check+"'")
	}
	set, err := parseCellSet(q.body)
	if err != nil {
		return badRequest(err.Error())
	}
	var puts []line
	for _, r := range set.Rows {
		put := line{key: string(r.Key)}
		if r.Key == nil {
			put.key = spec.row
		}
		unnamed := 0
		for _, c := range r.Cells {
			name := c.Column
			if name == nil {
				if unnamed >= len(spec.columns) {
					return badRequest("Column found to be null.")
				}
				name = []byte(spec.columns[unnamed].String())
				unnamed++
			}
			parsed := parseColumn(string(name))
			if parsed.whole {
				return badRequest("")
			}
			put.cells = append(put.cells, cell{parsed, int64(c.Timestamp), c.Value})
		}
		if !valid(put) {
			return badRequest("")
		}
		puts = append(puts, put)
	}
	return s.apply(q, puts)
}

// valid is what the client library checks before it sends a put.
func valid(put line) bool {
	for _, c := range put.cells {
		if c.time < 0 {
			return false
		}
	}
	return put.key != "" && len(put.key) <= maxKey && len(put.cells) > 0
}

func (s *service) putCell(q *request, spec rowspec) exchange.Answer {
	put := line{key: spec.row, cells: []cell{{time: latest, value: q.body}}}
	if key := q.Header.Get("X-Row"); key != "" {
		put.key = key
	}
	if len(spec.columns) == 0 { // even where X-Column names one
		return badRequest("")
	}
	c := &put.cells[0]
	c.column = spec.columns[0]
	if name := q.Header.Get("X-Column"); name != "" {
		c.column = parseColumn(name)
	}
	if stamp := q.Header.Get("X-Timestamp"); stamp != "" {
		var err error
		if c.time, err = strconv.ParseInt(stamp, 10, 64); err != nil {
			return badRequest("")
		}
	}
	if c.column.whole || !valid(put) {
		return badRequest("")
	}
	return s.apply(q, []line{put})
}

// apply writes rows, each for itself: those that name no family that is missing are written.
func (s *service) apply(q *request, puts []line) exchange.Answer {
	t, ok := s.tables[q.table]
	if !ok {
		return noTable(q.table)
	}
	answer := done()
	for _, put := range puts {
		if missing, ok := t.missing(columns(put.cells)...); ok {
			answer = noFamily(missing, t.name)
			continue
		}
		s.write(q.client, t, put, s.now())
	}
	return answer
}

func columns(cells []cell) []column {
	var named []column
	for _, c := range cells {
		named = append(named, c.column)
	}
	return named
}

// write puts the cells of one row at once. Those without a timestamp of their own get this one.
func (s *service) write(client string, t *table, put line, now int64) {
	s.changes++
	r := t.row(put.key)
	for _, c := range put.cells {
		if c.time == latest {
			c.time = now
		}
		command := "PUT"
		if !r.put(c, t.family(c.column.family).versions) {
			command = "MASKED"
		}
		s.record(client, command, t, put.key, c)
	}
}

func (s *service) record(client, command string, t *table, key string, c cell) {
	s.hooks.Record("hbase.effect", client, trace.Str("command", command), trace.Str("table", t.name), trace.Str("key", key),
		trace.Str("field", c.column.String()), trace.Str("value", string(c.value)), trace.Int("timestamp", c.time),
		trace.Int("txn", s.changes))
}
