package offsets

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/onceover/onceover/consumer"
)

// hbaseBadContent refuses cells that are none of the group's offsets.
func hbaseBadContent(t *testing.T, at string) {
	h := made(t, at, "content")
	table, row := at+"/content", "g=2F1:t"
	good := `{"schema":2,"group":"g/1","positions":[{"topic":"t","partition":0,"offset":4}]}`
	putCell(t, table, row, "head:0", good)
	expectError := func(what string) {
		t.Helper()
		if got, err := h.Load(t.Context(), two); err == nil || !strings.Contains(err.Error(), row) {
			t.Errorf("%s: loaded %v, error %v", what, got, err)
		}
	}
	expectError("no number")
	for _, number := range []string{"", "1", "x w", "0 w", "-1 w", "01 w", "9223372036854775808 w"} {
		putCell(t, table, row, "head:number", number)
		expectError("number " + number)
	}
	putCell(t, table, row, "head:number", "9 w")
	expectPositions(t, h, map[consumer.Partition]consumer.Position{two[0]: {Offset: 4, Epoch: consumer.NoEpoch}})
	for _, cell := range []string{
		"", "4", good[:20], strings.Replace(good, "g/1", "h", 1), strings.Replace(good, `"t"`, `"u"`, 1), strings.Replace(good, ":0", ":1", 1),
		strings.Replace(good, `"schema":2`, `"schema":3`, 1), strings.Replace(good, `"offset":4`, `"offset":-4`, 1),
	} {
		putCell(t, table, row, "head:0", cell)
		expectError(cell)
	}
}

// hbaseDeletion deletes a head with a timestamp that is yet to come, as a clock that is set back later makes it: offsets
// that are put after that cannot be read, and must not pass for stored.
func hbaseDeletion(t *testing.T, at string) {
	h := made(t, at, "deletion")
	loaded(t, h)
	if err := advance(t.Context(), seven, h, two[0], consumer.None, 4); err != nil {
		t.Fatal(err)
	}
	tomorrow := time.Now().Add(24 * time.Hour).UnixMilli()
	rest(t, "DELETE", fmt.Sprintf("%s/deletion/g=2F1:t/head/%d", at, tomorrow), "")
	if err := advance(t.Context(), seven, h, two[0], 4, 5); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("over a head that was deleted: %v", err)
	}
	expectPositions(t, h, map[consumer.Partition]consumer.Position{})
	if err := advance(t.Context(), seven, h, two[0], consumer.None, 4); err == nil {
		t.Error("stored what cannot be read")
	}
}

// constant is a server that always answers the same.
type constant struct {
	status int
	body   string
}

func (c constant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/schema") {
		fmt.Fprint(w, `{"name":"t","ColumnSchema":[{"name":"head","TTL":"2147483647"},{"name":"batch"}]}`)
		return
	}
	w.WriteHeader(c.status)
	fmt.Fprint(w, c.body)
}

// hbaseAnswers has something else answer for the head row.
func hbaseAnswers(t *testing.T, _ string) {
	for _, c := range []constant{
		{200, ""}, {200, "<html>"}, {200, `{"Row":[]}`}, {200, `{"Row":[{"key":"eA==","Cell":[]}]}`}, {201, ""}, {204, ""}, {301, ""}, {304, ""}, {400, ""}, {401, ""},
		{403, "Forbidden"}, {406, ""}, {500, ""}, {503, ""},
	} {
		server := httptest.NewServer(c)
		defer server.Close()
		h, err := NewHBase(HBaseOptions{URL: server.URL, Table: "t", Group: "g", Patience: Patience{RetryBackoff: 1, RetryTimeout: 50 * time.Millisecond}})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := h.Load(t.Context(), two); err == nil {
			t.Errorf("%v: loaded %v", c, got)
		}
	}
}
