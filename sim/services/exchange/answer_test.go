package exchange

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRefusal(t *testing.T) {
	for text, want := range map[string]string{
		"503 Unavailable": "503 Unavailable\r\n", "429": "429 Too Many Requests\r\n", "no": "500 no\r\n", "": "500 Internal Server Error\r\n",
		"200 fine": "500 200 fine\r\n", "600 more": "500 600 more\r\n",
	} {
		if a := Refusal(text); fmt.Sprint(a.Status, " ", string(a.Body)) != want {
			t.Errorf("refusal %q is %d %q, want %q", text, a.Status, a.Body, want)
		}
	}
}

func TestAnswersWithoutABody(t *testing.T) {
	for status, want := range map[int]string{
		http.StatusNotModified: "HTTP/1.1 304 Not Modified\r\nContent-Type: text/plain\r\n\r\n",
		http.StatusNoContent:   "HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n\r\n",
	} {
		if diff := cmp.Diff(want, string(Text(status, "lost").wire("GET", false))); diff != "" {
			t.Errorf("answer (-want +got):\n%s", diff)
		}
	}
	if got := string(Answer{Status: http.StatusOK}.wire("GET", true)); got != "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" {
		t.Errorf("last answer %q", got)
	}
}

func TestAccepts(t *testing.T) {
	for _, tt := range []struct{ accept, want string }{
		{"", "text/plain"}, {"*/*", "text/plain"}, {"application/json", "application/json"}, {"text/xml, application/JSON;q=0.9", "application/json"},
		{"text/plain;q=0, application/*", "application/json"}, {"text/xml", ""}, {"application/json; q=0.0", ""}, {"text/*", "text/plain"},
	} {
		if got, ok := Accepts(tt.accept, "text/plain", "application/json"); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%q accepts %q, %t; want %q", tt.accept, got, ok, tt.want)
		}
	}
}
