package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func encode(words []string) []byte {
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	writeWords(w, words)
	w.Flush()
	return b.Bytes()
}

func writeWords(w *bufio.Writer, words []string) {
	w.WriteString("*" + strconv.Itoa(len(words)) + "\r\n")
	for _, word := range words {
		w.WriteString("$" + strconv.Itoa(len(word)) + "\r\n" + word + "\r\n")
	}
}

func TestReadCommandIsTheInverseOfAClient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringN(0, 20, -1), 1, 5).Draw(t, "words")
		r := bufio.NewReader(bytes.NewReader(append([]byte("*0\r\n"), encode(words)...)))
		cmd, err := readCommand(r)
		if err != nil {
			t.Fatal(err)
		}
		if cmd.name != strings.ToUpper(words[0]) || strings.Join(cmd.args, "\x00") != strings.Join(words[1:], "\x00") {
			t.Fatalf("%q became %q %q", words, cmd.name, cmd.args)
		}
		if _, err := readCommand(r); err != io.EOF {
			t.Fatalf("then %v", err)
		}
	})
}

func TestNonsenseIsAnsweredAndClosed(t *testing.T) {
	_, c := start(t)
	for _, text := range []string{"GET k\r\n", "*1\r\n$-5\r\n", "*1\r\n$99999999999\r\n", "*9999999\r\n", "*1\r\n:1\r\n"} {
		conn, err := net.Dial("tcp", c.Options().Addr)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(conn)
		if err != nil || !bytes.HasPrefix(answer, []byte("-ERR Protocol error")) {
			t.Errorf("%q: answered %q, %v", text, answer, err)
		}
		conn.Close()
	}
	if err := c.Ping(context.Background()).Err(); err != nil {
		t.Fatal(err)
	}
}

func FuzzReadCommand(f *testing.F) {
	f.Add([]byte("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"))
	f.Add([]byte("*0\r\n*-1\r\n*1\r\n$4\r\nPING\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		r := bufio.NewReader(bytes.NewReader(b))
		for {
			cmd, err := readCommand(r)
			if err != nil {
				if !errors.Is(err, errProtocol) && err != io.EOF && err != io.ErrUnexpectedEOF {
					t.Fatalf("error %v", err)
				}
				return
			}
			if _, err := readCommand(bufio.NewReader(bytes.NewReader(encode(append([]string{cmd.name}, cmd.args...))))); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzElements(f *testing.F) {
	f.Add([]byte("*3\r\n:1\r\n$2\r\nab\r\n*1\r\n-ERR x\r\n"))
	f.Add([]byte("*1\r\n%1\r\n+a\r\n_\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, ok := elements(b)
		if !ok {
			return
		}
		n := bytes.IndexByte(b, '\n') + 1
		for _, e := range all {
			n += len(e)
			isError(e)
			isNull(e)
			scalar(e)
		}
		if n != len(b) {
			t.Fatalf("elements cover %d of %d bytes", n, len(b))
		}
	})
}
