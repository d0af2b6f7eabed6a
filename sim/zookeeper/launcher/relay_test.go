package main

import (
	"io"
	"net"
	"testing"
)

// A client that asks a four-letter word may stop sending before it reads; the member sees that, and its answer arrives.
func TestRelayPassesOnTheEnd(t *testing.T) {
	member, err := listen(":0")
	if err != nil {
		t.Fatal(err)
	}
	defer member.Close()
	clients, err := listen(":0")
	if err != nil {
		t.Fatal(err)
	}
	defer clients.Close()
	go accept(clients, member.Addr().String())
	go func() {
		c, err := member.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		said, _ := io.ReadAll(c)
		c.Write(append(said, " imok"...))
	}()
	c, err := net.Dial("tcp", clients.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.Write([]byte("ruok"))
	c.(*net.TCPConn).CloseWrite()
	if answer, err := io.ReadAll(c); string(answer) != "ruok imok" || err != nil {
		t.Errorf("answer %q, error %v", answer, err)
	}
}
