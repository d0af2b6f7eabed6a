package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// A connection is a client's connection as kfake sees it. kfake reads requests from it and writes one answer per Write;
// on the way the connection asks the world, so that kfake gets a request only after the answer before it was written.
type connection struct {
	net.Conn
	l      *listener
	s      *service
	client string
	in     *bufio.Reader
	unread []byte        // of a request, for kfake
	turn   chan struct{} // holds a token while no request is under way
	inside *request      // the request under way or, with the token there, the last one
	args   []trace.Arg   // its arguments at points
	mute   bool          // nothing is written any more
	closed chan struct{}
	once   sync.Once
}

func newConnection(l *listener, conn net.Conn) *connection {
	c := &connection{
		Conn: conn, l: l, s: l.s, client: conn.RemoteAddr().String(), in: bufio.NewReaderSize(conn, 16<<10),
		turn: make(chan struct{}, 1), closed: make(chan struct{}),
	}
	c.turn <- struct{}{}
	return c
}

// Close ends the connection; the client sees that no answer comes.
func (c *connection) Close() error {
	err := net.ErrClosed
	c.once.Do(func() {
		close(c.closed)
		c.l.forget(c.Conn)
		err = c.Conn.Close()
	})
	return err
}

// Read gives kfake the next request, after the world has let it pass.
func (c *connection) Read(p []byte) (int, error) {
	for len(c.unread) == 0 {
		if err := c.receive(); err != nil {
			return 0, err
		}
	}
	n := copy(p, c.unread)
	c.unread = c.unread[n:]
	return n, nil
}

// receive reads one request, waits until it is its turn, and takes it through the received point.
func (c *connection) receive() error {
	q, err := readRequest(c.in)
	if err != nil {
		c.drain()
		return err
	}
	if err := c.await(); err != nil {
		return err
	}
	args, err := c.s.prepare(q)
	if err != nil {
		return c.reject(err)
	}
	c.inside, c.args = q, args
	switch v := c.s.hooks.Point(guest.Received, q.op(), c.client, args...); v.Action {
	case guest.Drop:
		c.Close()
		return net.ErrClosed
	case guest.Fail:
		if !q.namesEntities() {
			q.verdict = v.Error // kfake's answer says which ones there are
			break
		}
		return c.refuse(q, v.Error)
	case guest.Delay:
		time.Sleep(v.Delay)
	}
	if err := errors.Join(c.s.ready(q), c.s.shorten(q)); err != nil {
		return c.reject(err)
	}
	c.unread = q.frame
	return nil
}

// await waits until the request before was answered.
func (c *connection) await() error {
	select {
	case <-c.turn:
		return nil
	case <-c.closed:
		return net.ErrClosed
	}
}

// drain lets kfake finish a request whose client went away: it drops its answer as soon as it knows, and what it has
// appended would never be recorded. A member of a group would stay in it for ever, because kfake starts to count the time
// of its session only with the answer to its join; where it never gives one, because the member has joined anew, the
// connection lasts as long as the brokers. Other requests that wait are let go.
func (c *connection) drain() {
	if c.inside != nil && !c.inside.waits() {
		c.await()
	}
}

// refuse answers a request that kfake never sees.
func (c *connection) refuse(q *request, name string) error {
	frame, err := q.refusal(name)
	if err != nil {
		return c.reject(err)
	}
	_, err = c.answer(q, frame)
	return err
}

// reject closes the connection, as a broker does on what it cannot read, and says why.
func (c *connection) reject(err error) error {
	if !errors.Is(err, net.ErrClosed) {
		fmt.Fprintf(os.Stderr, "kafka: %s: %v\n", c.client, err)
	}
	c.Close()
	return err
}

// Write takes kfake's answer to the request inside through the applied point.
func (c *connection) Write(frame []byte) (int, error) {
	q := c.inside
	err := c.s.observe(c.client, q, frame)
	if err == nil {
		frame, err = c.s.correct(q, frame)
	}
	if err == nil {
		frame, err = c.s.lower(q, frame)
	}
	if err != nil {
		return 0, c.reject(err)
	}
	switch v := c.s.hooks.Point(guest.Applied, q.op(), c.client, c.args...); v.Action {
	case guest.Drop:
		c.Close()
		return 0, net.ErrClosed
	case guest.Fail:
		q.verdict = v.Error
	case guest.Delay:
		time.Sleep(v.Delay)
	case guest.Half:
		return c.half(q, frame)
	}
	if q.verdict != "" {
		if frame, err = q.spoil(frame); err != nil {
			return 0, c.reject(err)
		}
	}
	return c.answer(q, frame)
}

// half writes half of the answer, and lets nothing else be written. What the client still asks for is done.
func (c *connection) half(q *request, frame []byte) (int, error) {
	if !q.silent {
		if _, err := c.Conn.Write(frame[:len(frame)/2]); err != nil {
			c.Close()
			return 0, err
		}
		c.mute = true
	}
	c.turn <- struct{}{}
	return len(frame), nil
}

// answer writes the frame and lets the next request in. What kfake wrote counts as written even where the frame is
// another.
func (c *connection) answer(q *request, frame []byte) (int, error) {
	if !q.silent && !c.mute {
		if _, err := c.Conn.Write(frame); err != nil {
			c.Close()
			return 0, err
		}
		c.s.hooks.Point(guest.Answered, q.op(), c.client, c.args...)
	}
	c.turn <- struct{}{}
	return len(frame), nil
}
