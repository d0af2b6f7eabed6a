package main

import (
	"errors"
	"fmt"
	"io"
	"net"
)

// listen opens the address for clients: one that others cannot reach, unless the configuration names one that they can.
func listen(address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, errors.New("the configuration has no clientPort")
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("listen for clients: %w", err)
	}
	return l, nil
}

// accept relays clients until the listener is closed, which is when the process ends.
func accept(clients net.Listener, member string) {
	for {
		c, err := clients.Accept()
		if err != nil {
			return
		}
		go relay(c, member)
	}
}

// relay passes on what a client and its member say, until the member hangs up. A client that only stops sending, as those do that ask
// a four-letter word, still gets its answer.
func relay(client net.Conn, member string) {
	defer client.Close()
	server, err := net.Dial("tcp", member)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		io.Copy(server, client)
		server.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(client, server)
}
