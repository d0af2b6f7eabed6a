package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Bounds on what a client may ask to be read, so that a broken stream cannot take all memory.
const (
	maxArguments = 1 << 20
	maxBulk      = 64 << 20
)

//lint:ignore ST1005 it is what Redis answers
var errProtocol = errors.New("Protocol error")

// A command is one request of a client.
type command struct {
	name string // in upper case
	args []string
}

// readCommand reads one array of bulk strings; empty arrays are skipped, as Redis does.
func readCommand(r *bufio.Reader) (command, error) {
	for {
		n, err := readLength(r, '*', maxArguments)
		if err != nil {
			return command{}, err
		}
		if n <= 0 {
			continue
		}
		words := make([]string, 0, min(n, 64))
		for range n {
			word, err := readBulk(r)
			if err != nil {
				return command{}, err
			}
			words = append(words, word)
		}
		return command{name: strings.ToUpper(words[0]), args: words[1:]}, nil
	}
}

func readBulk(r *bufio.Reader) (string, error) {
	n, err := readLength(r, '$', maxBulk)
	if err != nil {
		return "", err
	}
	if n < 0 {
		return "", fmt.Errorf("%w: invalid bulk length", errProtocol)
	}
	b := make([]byte, n+2)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", err
	}
	return string(b[:n]), nil
}

func readLength(r *bufio.Reader, kind byte, limit int) (int, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		if errors.Is(err, bufio.ErrBufferFull) {
			return 0, fmt.Errorf("%w: too big mbulk count string", errProtocol)
		}
		return 0, err
	}
	line = bytes.TrimRight(line, "\r\n")
	if len(line) == 0 || line[0] != kind {
		return 0, fmt.Errorf("%w: expected '%c'", errProtocol, kind)
	}
	n, err := strconv.Atoi(string(line[1:]))
	if err != nil || n > limit {
		return 0, fmt.Errorf("%w: invalid length", errProtocol)
	}
	return n, nil
}

// cutReply splits the first reply off b. It reports false where b does not begin with a whole reply.
func cutReply(b []byte) (reply, rest []byte, ok bool) {
	end := bytes.IndexByte(b, '\n')
	if end < 1 {
		return nil, nil, false
	}
	rest = b[end+1:]
	n, _ := strconv.Atoi(string(bytes.TrimRight(b[1:end], "\r")))
	switch b[0] {
	case '+', '-', ':', '_', ',', '#', '(':
	case '$', '!', '=':
		if n >= 0 {
			if n > len(rest)-2 {
				return nil, nil, false
			}
			rest = rest[n+2:]
		}
	case '*', '~', '>':
		rest, ok = skipReplies(rest, n)
		if !ok {
			return nil, nil, false
		}
	case '%':
		if n > len(rest) {
			return nil, nil, false
		}
		if rest, ok = skipReplies(rest, 2*n); !ok {
			return nil, nil, false
		}
	default:
		return nil, nil, false
	}
	return b[:len(b)-len(rest)], rest, true
}

func skipReplies(b []byte, n int) (rest []byte, ok bool) {
	for ; n > 0; n-- {
		if _, b, ok = cutReply(b); !ok {
			return nil, false
		}
	}
	return b, true
}

// elements returns the replies inside an array reply, and false for anything else, a null array included.
func elements(reply []byte) ([][]byte, bool) {
	end := bytes.IndexByte(reply, '\n')
	if end < 1 || reply[0] != '*' || reply[1] == '-' {
		return nil, false
	}
	var all [][]byte
	for rest := reply[end+1:]; len(rest) > 0; {
		element, tail, ok := cutReply(rest)
		if !ok {
			return nil, false
		}
		all, rest = append(all, element), tail
	}
	return all, true
}

// scalar is the text of a reply that is a number, a status or a bulk string.
func scalar(reply []byte) string {
	end := bytes.IndexByte(reply, '\n')
	if end < 1 {
		return ""
	}
	if reply[0] != '$' {
		return string(bytes.TrimRight(reply[1:end], "\r"))
	}
	return string(bytes.TrimSuffix(reply[end+1:], []byte("\r\n")))
}

func isError(reply []byte) bool { return len(reply) == 0 || reply[0] == '-' }

func isNull(reply []byte) bool {
	return bytes.HasPrefix(reply, []byte("$-1")) || bytes.HasPrefix(reply, []byte("*-1")) || bytes.HasPrefix(reply, []byte("_"))
}

func isZero(reply []byte) bool { return string(reply) == ":0\r\n" }

// errorReply is the reply of an error; Redis has no way to put a line break into one.
func errorReply(text string) []byte {
	text = strings.NewReplacer("\r", " ", "\n", " ").Replace(text)
	return []byte("-" + text + "\r\n")
}
