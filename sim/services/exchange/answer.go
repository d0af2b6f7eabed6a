package exchange

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// An Answer is a response. Its header has neither length nor date; those that carry no body by their status lose it.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// With returns the answer with one more header.
func (a Answer) With(key, value string) Answer {
	h := a.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	h.Set(key, value)
	a.Header = h
	return a
}

// Data is an answer of a media type.
func Data(status int, mediaType string, body []byte) Answer {
	return Answer{Status: status, Body: body}.With("Content-Type", mediaType)
}

// Text is an answer of one line of plain text.
func Text(status int, line string) Answer {
	return Data(status, "text/plain", []byte(line+"\r\n"))
}

// Refusal is the answer that a fault asks for, "503 Unavailable" or only "503". Without a status from 400 to 599 it is a
// 500 with the whole text.
func Refusal(text string) Answer {
	number, rest, _ := strings.Cut(text, " ")
	status, err := strconv.Atoi(number)
	if err != nil || status < 400 || status > 599 {
		status, rest = http.StatusInternalServerError, text
	}
	if rest == "" {
		rest = http.StatusText(status)
	}
	return Text(status, rest)
}

// wire is the answer to a request of that method as it is sent. The last answer of a connection says so.
func (a Answer) wire(method string, last bool) []byte {
	r := http.Response{
		StatusCode: a.Status, ProtoMajor: 1, ProtoMinor: 1, Header: a.Header, Close: last,
		Body: io.NopCloser(bytes.NewReader(a.Body)), ContentLength: int64(len(a.Body)),
		Request: &http.Request{Method: method},
	}
	if len(a.Body) == 0 || a.Status == http.StatusNoContent || a.Status == http.StatusNotModified {
		r.Body, r.ContentLength = nil, 0
	}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		panic("exchange: write an answer to memory: " + err.Error())
	}
	return b.Bytes()
}

// Accepts returns the first of the offered media types that an Accept header allows. None at all allows the first. Only
// what its quality excludes counts of the preferences in it: the order is the service's.
func Accepts(accept string, offered ...string) (mediaType string, ok bool) {
	if strings.TrimSpace(accept) == "" {
		return offered[0], true
	}
	for _, o := range offered {
		for part := range strings.SplitSeq(accept, ",") {
			if allows(part, o) {
				return o, true
			}
		}
	}
	return "", false
}

func allows(part, mediaType string) bool {
	pattern, parameters, _ := strings.Cut(part, ";")
	if q, ok := strings.CutPrefix(strings.ReplaceAll(parameters, " ", ""), "q="); ok && strings.Trim(q, "0.") == "" {
		return false
	}
	pattern = strings.ToLower(strings.TrimSpace(pattern))
	class, _, _ := strings.Cut(mediaType, "/")
	return pattern == "*/*" || pattern == class+"/*" || pattern == mediaType
}
