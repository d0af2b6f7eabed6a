package sinks

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHTTPKeyHeaders holds each name of a header for keys to what arrives: it does, or CheckKeyHeader and the sink refuse it.
func TestHTTPKeyHeaders(t *testing.T) {
	const fine = "Idempotency-Key X-Request-Id If-Match Date Authorization"
	for _, name := range append(strings.Fields(fine),
		"host", "User-Agent", "CONTENT-LENGTH", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Trailer", "TE", "Connection",
		"Keep-Alive", "Proxy-Connection", "Upgrade", "Expect", "X Key", "X:Key",
	) {
		var got string
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get(name) }))
		sink, err := NewHTTP(HTTPConfig{URL: server.URL, KeyHeader: name})
		if refused := CheckKeyHeader(name); strings.Contains(fine, name) != (err == nil) || (refused == nil) != (err == nil) {
			t.Errorf("%q: error %v, and of CheckKeyHeader %v", name, err, refused)
		}
		if err == nil {
			b := batch(5, 9, 7, 10)
			b.Results = b.Results[:1]
			if write(t, sink, b); got != id+":0:5:0" {
				t.Errorf("%s: the key arrives as %q", name, got)
			}
		}
		server.Close()
	}
}

// TestHTTPKeyHeaderTwice has a header for two things, which is a mistake only where a key is sent.
func TestHTTPKeyHeaderTwice(t *testing.T) {
	for _, ignored := range []bool{false, true} {
		header := http.Header{"X-Request-Id": {"mine"}}
		_, err := NewHTTP(HTTPConfig{URL: "http://u", KeyHeader: "X-Request-Id", Header: header, KeyIgnored: ignored})
		if ignored != (err == nil) {
			t.Errorf("ignored %t: error %v", ignored, err)
		}
	}
}
