package main

import (
	"regexp"
	"strings"
	"sync"
)

// A tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const (
	tailBytes   = 64 << 10
	digestLines = 12
)

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	if extra := len(t.text) - tailBytes; extra > 0 {
		t.text = append(t.text[:0], t.text[extra:]...)
	}
	return len(b), nil
}

// lastWords is how the Go runtime begins to say why a process ends.
var lastWords = regexp.MustCompile(`(?m)^(panic|fatal error|runtime): .*`)

// digest is the lines that say why a process died: from the panic on, or else the last ones.
func (t *tail) digest() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(string(t.text))
	if at := lastWords.FindStringIndex(text); at != nil {
		lines := strings.Split(text[at[0]:], "\n")
		return strings.Join(lines[:min(digestLines, len(lines))], "\n")
	}
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(0, len(lines)-digestLines):], "\n")
}
