package settings

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
)

// headerName is a token of HTTP.
var headerName = regexp.MustCompile("^[0-9A-Za-z!#$%&'*+.^_`|~-]+$")

// unsent are headers that net/http writes itself, whatever a request has.
var unsent = []string{"Content-Length", "Host", "Trailer", "Transfer-Encoding"}

// Header returns the headers of Headers and of the file that HeadersFile names. No error tells a header's value, which may
// be a secret.
func (h HTTP) Header() (http.Header, error) {
	header := http.Header{}
	if err := addHeaders(header, h.Headers); err != nil {
		return nil, fmt.Errorf("sink.http.headers: %w", err)
	}
	if h.HeadersFile == "" {
		return header, nil
	}
	text, err := os.ReadFile(h.HeadersFile)
	if err == nil {
		err = addHeaders(header, strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' || r == '\r' }))
	}
	if err != nil {
		return nil, fmt.Errorf("sink.http.headers_file: %w", err)
	}
	return header, nil
}

// addHeaders adds lines of the form name: value.
func addHeaders(to http.Header, lines []string) error {
	for i, line := range lines {
		name, value, found := strings.Cut(line, ":")
		name, value = http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)
		switch {
		case !found:
			return fmt.Errorf("number %d: want name: value", i+1)
		case !headerName.MatchString(name):
			return fmt.Errorf("number %d: want a header's name before the colon", i+1)
		case slices.Contains(unsent, name):
			return fmt.Errorf("%s is not for us to send", name)
		case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }):
			return errors.New(name + " has a value that no header can have")
		}
		to.Add(name, value)
	}
	return nil
}
