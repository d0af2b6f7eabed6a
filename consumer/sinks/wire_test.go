package sinks

import (
	"context"
	"encoding/binary"
	"net"
	"sync"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// wire is a way to the brokers on which requests get lost, or their answers.
type wire struct {
	mu    sync.Mutex
	harms []*harm
}

// harm is what the next requests of a kind meet.
type harm struct {
	key   kmsg.Key
	times int
	meet  func() // called before the request is sent, if there is one
	lose  loss
}

type loss int

const (
	nothing loss = iota
	request
	itsAnswer
)

func (w *wire) fail(key kmsg.Key, times int, lose loss) { w.add(&harm{key, times, nil, lose}) }

// before calls a function before the next request of a kind is sent.
func (w *wire) before(key kmsg.Key, lose loss, meet func()) { w.add(&harm{key, 1, meet, lose}) }

func (w *wire) add(h *harm) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.harms = append(w.harms, h)
}

// hit returns the first harm that is meant for a request.
func (w *wire) hit(sent []byte) harm {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, h := range w.harms {
		if h.times > 0 && len(sent) > 6 && binary.BigEndian.Uint16(sent[4:]) == uint16(h.key.Int16()) {
			h.times--
			return *h
		}
	}
	return harm{}
}

func (w *wire) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	return &wireConn{Conn: conn, wire: w}, err
}

// wireConn is a connection on the wire. The client writes each request by one Write.
type wireConn struct {
	net.Conn
	wire *wire
	mu   sync.Mutex
	deaf bool
}

func (c *wireConn) Write(p []byte) (int, error) {
	h := c.wire.hit(p)
	if h.meet != nil {
		h.meet()
	}
	switch h.lose {
	case request:
		c.Close()
		return 0, net.ErrClosed
	case itsAnswer:
		c.mu.Lock()
		c.deaf = true
		c.mu.Unlock()
	}
	return c.Conn.Write(p)
}

func (c *wireConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.deaf {
		c.Close()
		return 0, net.ErrClosed
	}
	return n, err
}
