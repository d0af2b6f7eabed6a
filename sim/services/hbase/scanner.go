package main

import (
	"encoding/base64"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/services/exchange"
)

// A scanner is a scan with state. What it shows is what the table held when its first cells were asked for.
type scanner struct {
	table string
	model scannerModel
	begun bool
	lines []line // those that are left, none of them empty
}

// scannersMax is how many scanners may be open (hbase.rest.scannercache.size); the oldest is closed for another.
const scannersMax = 10000

type scanners struct {
	open  map[string]*scanner
	order []string
	count int64
}

// openScanner takes a scanner of any table: whether that exists is asked when cells are (ScannerResource.update).
func (s *service) openScanner(q *request) exchange.Answer {
	if contentType(q) != jsons {
		return unsupported()
	}
	m, err := parseScanner(q.body)
	switch {
	case err != nil:
		return badRequest(err.Error())
	case m.filter != "":
		return notBuilt(q)
	case m.wanted.from < 0 || m.wanted.until < m.wanted.from:
		return badRequest("")
	}
	s.scanners.count++
	id := strconv.FormatInt(s.now(), 10) + strconv.FormatInt(s.scanners.count, 16)
	s.scanners.open[id] = &scanner{table: q.table, model: m}
	s.scanners.order = append(s.scanners.order, id)
	if len(s.scanners.order) > scannersMax {
		delete(s.scanners.open, s.scanners.order[0])
		s.scanners.order = s.scanners.order[1:]
	}
	return exchange.Answer{Status: http.StatusCreated}.With("Location", "http://"+q.Host+"/"+url.PathEscape(q.table)+"/scanner/"+id)
}

func (s *service) closeScanner(q *request) exchange.Answer {
	id := strings.TrimPrefix(q.rest, "scanner/")
	delete(s.scanners.open, id)
	s.scanners.order = slices.DeleteFunc(s.scanners.order, func(o string) bool { return o == id })
	return done()
}

// next gives so many cells as the scanner's batch is, or the parameter c, of at most n rows (ScannerInstanceResource.get).
func (s *service) next(q *request) exchange.Answer {
	query := q.URL.Query()
	rows, err := integer(query, "n", 0)
	cells, cellsErr := integer(query, "c", 0)
	sc := s.scanners.open[strings.TrimPrefix(q.rest, "scanner/")]
	if err != nil || cellsErr != nil || sc == nil || s.tables[sc.table] == nil {
		return notFound(q)
	}
	sc.begin(s.tables[sc.table], s.now())
	t, ok := exchange.Accepts(q.Header.Get("Accept"), binary, jsons)
	switch {
	case !ok:
		return notAcceptable()
	case len(sc.lines) == 0:
		return exchange.Answer{Status: http.StatusNoContent}
	case t == jsons:
		if cells <= 0 {
			cells = int64(max(sc.model.batch, 1))
		}
		if rows <= 0 {
			rows = math.MaxInt64
		}
		return uncached(encoded(model(sc.take(rows, cells))))
	}
	l := sc.take(1, 1)[0]
	c := l.cells[0]
	return uncached(exchange.Data(http.StatusOK, binary, c.value)).
		With("X-Row", base64.StdEncoding.EncodeToString([]byte(l.key))).
		With("X-Column", base64.StdEncoding.EncodeToString([]byte(c.column.String()))).
		With("X-Timestamp", strconv.FormatInt(c.time, 10))
}

func (sc *scanner) begin(t *table, now int64) {
	if sc.begun {
		return
	}
	sc.begun = true
	if _, none := t.missing(sc.model.wanted.columns...); !none { // the real one logs this error, and ends
		sc.lines = t.scan(sc.model.rows, sc.model.wanted, now, len(t.keys))
	}
}

func (sc *scanner) take(rows, cells int64) []line {
	var taken []line
	for len(sc.lines) > 0 && int64(len(taken)) < rows && cells > 0 {
		l := &sc.lines[0]
		n := min(cells, int64(len(l.cells)))
		taken = append(taken, line{l.key, l.cells[:n]})
		cells -= n
		if l.cells = l.cells[n:]; len(l.cells) == 0 {
			sc.lines = sc.lines[1:]
		}
	}
	return taken
}
