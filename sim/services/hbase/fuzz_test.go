package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

func FuzzRowspec(f *testing.F) {
	for _, path := range []string{"r", "r/f:a,g/5", "a,b/f", "p*/f:a/1,2", "a%2Fb+c/%3A", "/f", "r/,", "r//7"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		s, err := parseRowspec(path)
		if err != nil {
			return
		}
		if s.row == "" && !s.many {
			t.Error("a row without a key")
		}
		if !slices.IsSortedFunc(s.columns, func(a, b column) int { return strings.Compare(a.String(), b.String()) }) {
			t.Errorf("columns %v", s.columns)
		}
	})
}

// FuzzCellSet decodes what can be encoded to the same.
func FuzzCellSet(f *testing.F) {
	f.Add([]byte(`{"Row":[{"key":"cg==","Cell":[{"column":"Zjph","timestamp":"5","$":"MQ=="}]}]}`))
	f.Add([]byte(`{"Row":[{"Cell":[null,{"timestamp":null}]},null]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		set, err := parseCellSet(b)
		if err != nil {
			return
		}
		again, err := json.Marshal(set)
		if err != nil {
			t.Fatal(err)
		}
		if other, err := parseCellSet(again); err != nil || cmp.Diff(set, other) != "" {
			t.Errorf("%s becomes %v (%v)\n%s", again, other, err, cmp.Diff(set, other))
		}
	})
}

// FuzzRequests asks two services the same. They answer and record the same, and nobody panics.
func FuzzRequests(f *testing.F) {
	f.Add("PUT", "/t/r?check=put", `{"Row":[{"Cell":[{"column":"Zjph","$":"MQ=="},{"column":"Zjph","$":""}]}]}`, jsons)
	f.Add("PUT", "/t/scanner", `{"batch":-1,"startRow":"cg==","column":["Zg=="]}`, jsons)
	f.Add("GET", "/t/scanner/11", "", "application/octet-stream")
	f.Add("GET", "/t/*?reversed=true&limit=-1&batchsize=2&startrow=r", "", jsons)
	f.Add("POST", "/u/schema", `{"ColumnSchema":[{"name":"f","TTL":1}]}`, jsons)
	f.Add("PUT", "/t/r?check=delete", `{"Row":[{"Cell":[{"column":"Zg=="},{"column":"Zjph","$":"MQ=="}]}]}`, jsons)
	f.Add("DELETE", "/t/r/f:a,f/3", "", "")
	f.Add("PUT", "/t/r/f:a", "x", "application/octet-stream")
	f.Fuzz(func(t *testing.T, method, path, body, media string) {
		first, ok := told(t, method, path, body, media)
		if !ok {
			return
		}
		again, _ := told(t, method, path, body, media)
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("the second time (-first +second):\n%s", diff)
		}
	})
}

// told is what a service with a table, a row and a scanner answers and records, to the request and to a look at the row.
func told(t *testing.T, method, path, body, media string) (notes []string, ok bool) {
	s := newService(guest.Hooks{Record: func(name, _ string, args ...trace.Arg) {
		for _, a := range args {
			name += " " + a.String()
		}
		notes = append(notes, name)
	}})
	s.now = func() int64 { return 1 }
	ask := func(method, path, body, media string) bool {
		r, err := http.NewRequest(method, "http://h"+path, nil)
		if err != nil || r.URL.Host != "h" {
			return false
		}
		r.Header = http.Header{"Accept": {media}, "Content-Type": {media}}
		a := s.operation("c", r, []byte(body)).Apply()
		if a.Status < 200 || a.Status > 599 {
			t.Errorf("status %d", a.Status)
		}
		notes = append(notes, string(a.Body), strings.Join(a.Header["Location"], ""))
		return true
	}
	ask("PUT", "/t/schema", `{"ColumnSchema":[{"name":"f","VERSIONS":2}]}`, jsons)
	ask("PUT", "/t/r/f:a", "1", binary)
	ask("PUT", "/t/scanner", "{}", jsons)
	ok = ask(method, path, body, media)
	ask("GET", "/t/r?v=3", "", jsons)
	ask("GET", "/t/scanner/11", "", jsons)
	return notes, ok
}
