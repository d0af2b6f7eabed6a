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

// Header returns the headers of Headers and of the file that HeadersFile names. An error is a Mistake, which names the key and
// never a header's value, which may be a secret.
func (h HTTP) Header() (http.Header, error) {
	header := http.Header{}
	if err := h.add(header, h.Headers); err != nil {
		return nil, &Mistake{Key: "sink.http.headers", What: err.Error()}
	}
	if h.HeadersFile == "" {
		return header, nil
	}
	text, err := os.ReadFile(h.HeadersFile)
	if err == nil {
		err = h.add(header, strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' || r == '\r' }))
	}
	if err != nil {
		return nil, &Mistake{Key: "sink.http.headers_file", What: err.Error()}
	}
	return header, nil
}

// add adds lines of the form name: value.
func (h HTTP) add(to http.Header, lines []string) error {
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
		case name == http.CanonicalHeaderKey(h.KeyHeader) && !h.KeyIgnored:
			return fmt.Errorf("%s is sink.http.key_header, in which each request has its own key", name)
		case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }):
			return errors.New(name + " has a value that no header can have")
		}
		to.Add(name, value)
	}
	return nil
}
