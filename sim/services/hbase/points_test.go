package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWorldSeesOperations has the points of a write, and the fact between them.
func TestWorldSeesOperations(t *testing.T) {
	s := start(t)
	s.send(t, `PUT /t/schema | {"ColumnSchema":[{"name":"f"}]}`)
	s.send(t, `PUT /t/r?check=put | {"Row":[{"key":~r~,"Cell":[{"column":~f:a~,"$":~1~},{"column":~f:a~,"$":~~}]}]}`)
	r, err := http.Get(s.url + "/version/cluster") // its answer comes behind the third point of the write
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, r.Body)
	r.Body.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	var got []string
	for _, n := range s.notes {
		if strings.Contains(n, `"r"`) || strings.HasPrefix(n, "received hbase.version") {
			got = append(got, n)
		}
	}
	const args = ` table="t" row="r"`
	want := []string{
		"received hbase.checkAndPut" + args, `fact hbase.effect command="PUT" table="t" key="r" field="f:a" value="1" timestamp=1000 txn=1`,
		"applied hbase.checkAndPut" + args, "answered hbase.checkAndPut" + args, "received hbase.version",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}
