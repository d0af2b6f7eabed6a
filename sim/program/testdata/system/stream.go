package main

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

func listen() *net.TCPListener {
	l, err := net.Listen("tcp", "localhost:0")
	check("listen", err, l.Addr().(*net.TCPAddr).Port != 0, l.Addr().Network())
	_, err = net.Listen("tcp", l.Addr().String())
	check("listen twice", errors.Is(err, syscall.EADDRINUSE), errors.As(err, new(*net.OpError)))
	return l.(*net.TCPListener)
}

func connect(l *net.TCPListener) (client, server *net.TCPConn) {
	d := net.Dialer{Control: func(network, address string, c syscall.RawConn) error {
		check("control", network, c.Control(func(uintptr) {}))
		return nil
	}}
	c, err := d.DialContext(context.Background(), "tcp", l.Addr().String())
	check("dial", err)
	client = c.(*net.TCPConn)
	server, err = l.AcceptTCP()
	check("accept", err)
	check("addresses", client.RemoteAddr().String() == server.LocalAddr().String(),
		client.LocalAddr().String() == server.RemoteAddr().String(), client.RemoteAddr().String() == l.Addr().String())
	check("options", client.SetNoDelay(true), client.SetKeepAlive(true), client.SetKeepAlivePeriod(time.Second), client.SetLinger(5),
		client.SetReadBuffer(1<<16), client.SetWriteBuffer(1<<16), client.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true}))
	return client, server
}

func deadlines(client, server *net.TCPConn) {
	b := make([]byte, 10)
	client.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, err := client.Read(b)
	var timeout net.Error
	check("deadline", errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, os.ErrDeadlineExceeded))
	client.SetReadDeadline(time.Now().Add(-time.Second))
	_, err = client.Read(b)
	check("deadline in the past", errors.Is(err, os.ErrDeadlineExceeded))
	client.SetReadDeadline(time.Time{})
	go func() { time.Sleep(5 * time.Millisecond); server.Write([]byte("late")) }()
	n, err := client.Read(b)
	check("read", string(b[:n]), err)
}

func halfClose(client, server *net.TCPConn) {
	n, err := client.Write([]byte("hello"))
	check("write", n, err, client.CloseWrite())
	all, err := io.ReadAll(server)
	check("one half", string(all), err)
	_, err = client.Write([]byte("x"))
	check("write to a closed half", errors.Is(err, syscall.EPIPE))
	server.Write([]byte("still here"))
	server.Close()
	all, err = io.ReadAll(client)
	check("other half", string(all), err)
	_, err = server.Read(make([]byte, 1))
	check("read from closed", errors.Is(err, net.ErrClosed))
	check("close", client.Close(), errors.Is(client.Close(), net.ErrClosed))
}

func large(l *net.TCPListener) {
	client, err := net.Dial("tcp", l.Addr().String())
	check("dial", err)
	server, err := l.Accept()
	check("accept", err)
	go func() { client.Write(make([]byte, 1<<20)); client.Close() }()
	n, err := io.Copy(io.Discard, server)
	check("a megabyte", n, err, server.Close())
}

func endOfListener(l *net.TCPListener) {
	go func() { time.Sleep(5 * time.Millisecond); l.Close() }()
	_, err := l.Accept()
	check("accept from closed", errors.Is(err, net.ErrClosed))
	_, err = net.Dial("tcp", l.Addr().String())
	check("refused", errors.Is(err, syscall.ECONNREFUSED))
}

func cancelled() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := new(net.Dialer).DialContext(ctx, "tcp", "127.0.0.1:9")
	check("cancelled", errors.Is(err, context.Canceled), err)
	ctx, cancel = context.WithTimeout(context.Background(), -time.Second)
	defer cancel()
	_, err = new(net.Dialer).DialContext(ctx, "tcp", "127.0.0.1:9")
	check("timed out", os.IsTimeout(err), err)
}
