// Package exchange serves HTTP for the services of a world that speak it: one request after another on each connection,
// with the three points around each.
//
// It promises that an answer is a function of the request and of what its Service does with it: no date, no order of a
// map, no goroutine but one per connection. It speaks HTTP/1.1 with bodies of at most MaxBody bytes, and no TLS.
package exchange

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// MaxBody is the largest body of a request in bytes; a larger one is answered by 413.
const MaxBody = 1 << 20

// An Operation is what a request asks for. It changes nothing before Apply is called, which happens at most once.
type Operation struct {
	Name  string      // as at the points, "hbase.put"
	Args  []trace.Arg // what a fault may want to select on
	Apply func() Answer
}

// A Service tells what a request asks for. The body has been read; client is the other end's address.
type Service func(client string, r *http.Request, body []byte) Operation

// A Server serves one Service on any number of listeners.
type Server struct {
	Hooks   guest.Hooks
	Service Service
	Broken  string // the operation's name where no request could be read, "hbase.unknown"
}

// Serve accepts connections until the listener fails.
func (s *Server) Serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return fmt.Errorf("accept: %w", err)
		}
		c := &connection{s: s, conn: conn, client: conn.RemoteAddr().String(), in: bufio.NewReader(conn)}
		go c.serve()
	}
}

// A connection answers the requests of one client, one after another.
type connection struct {
	s      *Server
	conn   net.Conn
	client string
	in     *bufio.Reader
	mute   bool // half of an answer was sent, and nothing more will be
}

func (c *connection) serve() {
	defer c.conn.Close()
	for {
		r, err := http.ReadRequest(c.in)
		if err != nil {
			if err != io.EOF && !isNetwork(err) {
				c.write(Text(http.StatusBadRequest, "Bad request"), "", true)
			}
			return
		}
		if !c.operate(r) || r.Close {
			return
		}
	}
}

// isNetwork says whether the connection failed, so that there is nobody to be told.
func isNetwork(err error) bool {
	_, ok := err.(net.Error)
	return ok || err == io.ErrUnexpectedEOF
}

// operate takes one request through its three points, and reports whether the connection goes on.
func (c *connection) operate(r *http.Request) bool {
	op, ok := c.read(r)
	if !ok {
		return false
	}
	var answer Answer
	switch v := c.s.Hooks.Point(guest.Received, op.Name, c.client, op.Args...); v.Action {
	case guest.Drop:
		return false
	case guest.Fail:
		answer = Refusal(v.Error)
	default:
		time.Sleep(v.Delay)
		answer = op.Apply()
		switch v := c.s.Hooks.Point(guest.Applied, op.Name, c.client, op.Args...); v.Action {
		case guest.Drop:
			return false
		case guest.Fail:
			answer = Refusal(v.Error)
		case guest.Half:
			return c.half(answer, r)
		default:
			time.Sleep(v.Delay)
		}
	}
	if c.mute {
		return true
	}
	if c.write(answer, r.Method, r.Close) != nil {
		return false
	}
	c.s.Hooks.Point(guest.Answered, op.Name, c.client, op.Args...)
	return true
}

// read reads the body, and asks the service what the request wants.
func (c *connection) read(r *http.Request) (op Operation, ok bool) {
	if strings.EqualFold(r.Header.Get("Expect"), "100-continue") && !c.mute {
		if _, err := io.WriteString(c.conn, "HTTP/1.1 100 Continue\r\n\r\n"); err != nil {
			return Operation{}, false
		}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	switch {
	case err != nil && isNetwork(err):
		return Operation{}, false
	case err != nil:
		r.Close = true
		return c.always(Text(http.StatusBadRequest, "Bad request")), true
	case len(body) > MaxBody:
		r.Close = true // the rest is not read
		return c.always(Text(http.StatusRequestEntityTooLarge, "Payload too large")), true
	}
	return c.s.Service(c.client, r, body), true
}

func (c *connection) always(a Answer) Operation {
	return Operation{Name: c.s.Broken, Apply: func() Answer { return a }}
}

func (c *connection) write(a Answer, method string, last bool) error {
	_, err := c.conn.Write(a.wire(method, last))
	return err
}

// half writes half of an answer, and from then on the connection is silent, and open.
func (c *connection) half(a Answer, r *http.Request) bool {
	r.Close = false
	if c.mute {
		return true
	}
	c.mute = true
	b := a.wire(r.Method, false)
	_, err := c.conn.Write(b[:len(b)/2])
	return err == nil
}
