package main

import (
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/services/exchange"
	"github.com/onceover/onceover/sim/trace"
)

// A service is one HBase with its tables and the scanners that clients have opened.
type service struct {
	hooks guest.Hooks
	now   func() int64 // milliseconds

	mu       sync.Mutex // held while a request is applied and recorded, so that facts are in the order of application
	tables   map[string]*table
	scanners scanners
	changes  int64 // of rows
}

func newService(hooks guest.Hooks) *service {
	return &service{hooks: hooks, now: milliseconds, tables: map[string]*table{}, scanners: scanners{open: map[string]*scanner{}}}
}

// A request is what a client sent, with what its path names.
type request struct {
	*http.Request
	client string
	body   []byte
	table  string
	rest   string // of the path behind the table, escaped
}

// maxArg is the longest argument, in bytes, that the points tell.
const maxArg = 512

// operation tells what a request asks for, and does it under the lock.
func (s *service) operation(client string, r *http.Request, body []byte) exchange.Operation {
	first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	name, err := url.PathUnescape(first)
	if err != nil {
		name = first
	}
	q := &request{Request: r, client: client, body: body, table: name, rest: rest}
	verb, row, apply := s.route(q)
	op := exchange.Operation{Name: "hbase." + verb, Apply: func() exchange.Answer {
		s.mu.Lock()
		defer s.mu.Unlock()
		return apply(q)
	}}
	for _, a := range []trace.Arg{trace.Str("table", name), trace.Str("row", row)} {
		if verb != "version" && a.Text != "" && len(a.Text) <= maxArg {
			op.Args = append(op.Args, a)
		}
	}
	return op
}

type handler func(*request) exchange.Answer

// route finds the resource that a path names, as RootResource and TableResource do.
func (s *service) route(q *request) (verb, row string, apply handler) {
	resource, id, _ := strings.Cut(q.rest, "/")
	switch {
	case q.table == "version" && (q.rest == "" || q.rest == "rest" || q.rest == "cluster"):
		return s.byMethod(q, "", methods{http.MethodGet: {"version", version}})
	case q.table == "" || q.table == "status" || q.table == "namespaces" || resource == "regions" || resource == "multiget":
		return "unknown", "", notBuilt
	case q.rest == "exists":
		return s.byMethod(q, "", methods{http.MethodGet: {"exists", s.exists}})
	case q.rest == "schema":
		return s.byMethod(q, "", methods{
			http.MethodGet: {"schema", s.schema}, http.MethodPut: {"create", s.create}, http.MethodPost: {"create", s.create},
			http.MethodDelete: {"drop", s.drop},
		})
	case q.rest == "scanner":
		return s.byMethod(q, "", methods{http.MethodPut: {"openScanner", s.openScanner}, http.MethodPost: {"openScanner", s.openScanner}})
	case resource == "scanner":
		return s.byMethod(q, id, methods{http.MethodGet: {"next", s.next}, http.MethodDelete: {"closeScanner", s.closeScanner}})
	case strings.HasSuffix(q.rest, "*"):
		return s.byMethod(q, strings.TrimSuffix(q.rest, "*"), methods{http.MethodGet: {"scan", s.scan}})
	case q.rest == "" || strings.Contains(q.rest, "*") && !strings.Contains(q.rest, "*/"):
		return "unknown", "", notFound
	}
	return s.routeRow(q)
}

func (s *service) routeRow(q *request) (verb, row string, apply handler) {
	spec, err := parseRowspec(q.rest)
	if err != nil {
		return "unknown", "", func(*request) exchange.Answer { return exchange.Text(http.StatusInternalServerError, "Server Error") }
	}
	with := func(f func(*request, rowspec) exchange.Answer) handler {
		return func(q *request) exchange.Answer { return f(q, spec) }
	}
	write := method{"put", with(s.put)}
	switch strings.ToLower(q.URL.Query().Get("check")) {
	case "put":
		write = method{"checkAndPut", with(s.checkAndPut)}
	case "delete":
		write = method{"checkAndDelete", with(s.checkAndDelete)}
	}
	return s.byMethod(q, spec.row, methods{
		http.MethodGet: {"get", with(s.get)}, http.MethodPut: write, http.MethodPost: write, http.MethodDelete: {"delete", with(s.delete)},
	})
}

// methods are the operations of a resource.
type methods map[string]method

type method struct {
	verb  string
	apply handler
}

func (s *service) byMethod(q *request, row string, all methods) (verb, of string, apply handler) {
	if m, ok := all[q.Method]; ok {
		return m.verb, row, m.apply
	}
	return "unknown", row, func(*request) exchange.Answer {
		return exchange.Text(http.StatusMethodNotAllowed, "Method Not Allowed")
	}
}

func notBuilt(*request) exchange.Answer { return exchange.Text(http.StatusNotImplemented, "Not built") }

func notFound(*request) exchange.Answer { return exchange.Text(http.StatusNotFound, "Not found") }
