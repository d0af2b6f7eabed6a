package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"
)

func addresses() {
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0", "127.0.0.1:0"} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			check("listen "+address, err)
			continue
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		c, err := net.Dial("tcp4", "localhost:"+port)
		check("dial "+address, err)
		l.(*net.TCPListener).SetDeadline(time.Now().Add(10 * time.Millisecond))
		_, err = l.Accept()
		check("accept", err)
		_, err = l.Accept()
		check("accept deadline", errors.Is(err, os.ErrDeadlineExceeded))
		check("close", l.Close(), c.Close())
	}
	_, err := net.Dial("tcp", "nowhere.invalid:80")
	var unknown *net.DNSError
	check("unknown host", errors.As(err, &unknown) && unknown.IsNotFound)
}

func web() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			select {
			case <-r.Context().Done():
			case <-time.After(time.Second):
			}
			return
		}
		io.Copy(w, r.Body)
	}))
	defer server.Close()
	client := server.Client()
	client.Timeout = 50 * time.Millisecond
	_, err := client.Get(server.URL + "/slow")
	check("http timeout", os.IsTimeout(err))
	answer, err := client.Post(server.URL, "text/plain", strings.NewReader("echo"))
	if err != nil {
		check("http", err)
		return
	}
	body, err := io.ReadAll(answer.Body)
	check("http", answer.StatusCode, string(body), err)
}
