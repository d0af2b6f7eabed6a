package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hbaseAnswers is a server of one table that answers each request as it is told, and notes what was asked.
func hbaseAnswers(t *testing.T, status int, answer string) (rows *offsetRows, asked *[]string) {
	asked = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*asked = append(*asked, r.Method+" "+r.URL.String()+" "+string(body))
		w.WriteHeader(status)
		if _, err := io.WriteString(w, answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return newOffsetRows(server.URL + "/"), asked
}

// TestHBaseRows asks what HBase's REST interface documents, with keys and cells in base64.
func TestHBaseRows(t *testing.T) {
	const key, cell0, cell12 = "dDpnOjEy", "b2Zmc2V0czow", "b2Zmc2V0czoxMg==" // t:g:12, offsets:0, offsets:12
	row := `{"Row":[{"key":"` + key + `","Cell":[{"column":"` + cell0 + `","$":"MjA="},{"column":"` + cell12 + `","$":"Nw=="}]}]}`

	rows, asked := hbaseAnswers(t, http.StatusOK, row)
	got, err := rows.newest("t:g:99", "t:g:0")
	if diff := cmp.Diff(offsets{0: 20, 12: 7}, got); err != nil || diff != "" {
		t.Errorf("%v; offsets (-want +got):\n%s", err, diff)
	}
	if err := rows.put("t:g:12", offsets{12: 7, 0: 20}); err != nil {
		t.Error(err)
	}
	want := []string{
		"GET /stream_kafka_offsets/*?endrow=t%3Ag%3A0&limit=1&reversed=true&startrow=t%3Ag%3A99 ",
		"PUT /stream_kafka_offsets/t:g:12 " + row,
	}
	if diff := cmp.Diff(want, *asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// TestHBaseRefuses meets a server that has no row, one that has no table, and ones that answer what is no row of offsets.
func TestHBaseRefuses(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		status       int
		ok           bool
	}{
		{"no row", `{"Row":[]}`, http.StatusOK, true},
		{"no table", `{"Row":[]}`, http.StatusNotFound, false},
		{"trouble", "Unavailable", http.StatusServiceUnavailable, false},
		{"no JSON", "<html>", http.StatusOK, false},
		{"another column", `{"Row":[{"key":"dA==","Cell":[{"column":"b2Zmc2V0czp4","$":"MjA="}]}]}`, http.StatusOK, false},
		{"no number", `{"Row":[{"key":"dA==","Cell":[{"column":"b2Zmc2V0czow","$":"eA=="}]}]}`, http.StatusOK, false},
	} {
		rows, _ := hbaseAnswers(t, c.status, c.answer)
		if got, err := rows.newest("t:g:99", "t:g:0"); (err == nil) != c.ok || len(got) > 0 {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
		if err := rows.put("t:g:12", offsets{0: 1}); (err == nil) != (c.status == http.StatusOK) {
			t.Errorf("%s: put: %v", c.name, err)
		}
		if err := rows.createTable(); (err == nil) != (c.status == http.StatusOK) || err != nil && strings.Contains(err.Error(), "%!") {
			t.Errorf("%s: create: %v", c.name, err)
		}
	}
}
