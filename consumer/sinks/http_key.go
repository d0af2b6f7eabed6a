package sinks

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
)

// headerName is what every server takes for the name of a header.
var headerName = regexp.MustCompile("^[0-9A-Za-z_-]+$")

// taken are headers that would not reach the receiver with the key in them: net/http leaves them out of a request or
// writes them itself, HTTP/2 forbids them, and the first proxy keeps those that are about one connection.
var taken = []string{
	"Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive", "Proxy-Authenticate",
	"Proxy-Authorization", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent",
}

// CheckKeyHeader says what is wrong with the name of a header for keys: it must be one, and the key must arrive in it.
func CheckKeyHeader(name string) error {
	if !headerName.MatchString(name) {
		return fmt.Errorf("want a header's name, have %q", name)
	}
	if slices.Contains(taken, http.CanonicalHeaderKey(name)) {
		return fmt.Errorf("%s is a header of HTTP's own, in which no key would arrive", name)
	}
	return nil
}
