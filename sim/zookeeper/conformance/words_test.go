package conformance

import (
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// word asks a four-letter word. With keys, only the lines that begin with one of them are shown, in their order.
func (w *teller) word(word string, keys []string) {
	nc, err := w.server.dial()
	if err != nil {
		w.t.Fatal(err)
	}
	defer nc.Close()
	io.WriteString(nc, word)
	answer, _ := io.ReadAll(nc)
	text, whole := strings.CutSuffix(w.blank(string(answer)), "\n")
	lines := strings.Split(text, "\n")
	if len(keys) > 0 {
		lines = slices.DeleteFunc(lines, func(line string) bool {
			key, _, _ := strings.Cut(line, "\t")
			return !slices.Contains(keys, key)
		})
		slices.Sort(lines)
	}
	for _, line := range lines {
		w.out = append(w.out, strings.TrimRight("| "+line, " "))
	}
	if !whole {
		w.out = append(w.out, "| (no newline)")
	}
	w.drain(nil)
}

// blanks are what differs from one run to the next, and what is put there. A word's own connection is left out where
// connections are listed: their order is any.
var blanks = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(Zookeeper version: |zk_version\t).*`), "${1}<version>"},
	{regexp.MustCompile(`(?m)^ /[0-9.:]+\[0\].*\n`), ""},
	{regexp.MustCompile(`(?m)^(\tip: .* sessionId: 0x0|\d+ expire at.*:)\n`), ""},
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "127.0.0.1:<port>"},
	{regexp.MustCompile(`Sets \(\d+\)`), "Sets (#)"},
	{regexp.MustCompile(`(Latency min/avg/max: |zk_(?:min|avg|max)_latency\t|_size: |Size=|clientPort=)[\d./]+`), "${1}#"},
	{regexp.MustCompile(`(est|lresp|llat|minlat|avglat|maxlat)=-?\d+`), "${1}=#"},
	{regexp.MustCompile(`(dataDir|dataLogDir)=.*/version-2`), "${1}=<dir>/version-2"},
}

var sessionID = regexp.MustCompile(`0x1[0-9a-f]{14}`)

// blank puts labels for what differs from one run to the next.
func (w *teller) blank(s string) string {
	for _, b := range blanks {
		s = b.what.ReplaceAllString(s, b.with)
	}
	return sessionID.ReplaceAllStringFunc(s, func(id string) string {
		n, _ := strconv.ParseInt(id, 0, 64)
		return w.session(n)
	})
}
