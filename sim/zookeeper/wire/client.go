package wire

import (
	"bufio"
	"fmt"
	"math"
	"net"
	"slices"
)

// A Client is one end of a connection, without any of the care that a real client takes: it sends what it is told, and
// gives every frame as it comes. Tests and measurements want that. It is not safe for concurrent use.
type Client struct {
	Conn net.Conn
	in   *bufio.Reader
	buf  []byte
	sent []sent // what has no answer yet
	xid  int32
}

type sent struct {
	xid int32
	op  Op
}

// NewClient speaks on a connection that has just been opened.
func NewClient(conn net.Conn) *Client { return &Client{Conn: conn, in: bufio.NewReader(conn)} }

// Connect sends the first frame and waits for its answer.
func (c *Client) Connect(r ConnectRequest) (ConnectReply, error) {
	if _, err := c.Conn.Write(r.Frame()); err != nil {
		return ConnectReply{}, err
	}
	frame, err := c.Frame()
	if err != nil {
		return ConnectReply{}, err
	}
	reply, ok := ParseConnectReply(frame)
	if !ok {
		return reply, fmt.Errorf("answer to the connect does not fit: % x", frame)
	}
	return reply, nil
}

// Send sends a request under the next xid, which it returns. Pings have the xid -2, whatever it returns.
func (c *Client) Send(r *Request) (int32, error) {
	c.xid++
	return c.xid, c.SendAs(c.xid, r)
}

// SendAs sends a request under a xid.
func (c *Client) SendAs(xid int32, r *Request) error {
	if r.Op == OpPing {
		xid = pingXid
	}
	c.sent = append(c.sent, sent{xid, r.Op})
	_, err := c.Conn.Write(r.Frame(xid))
	return err
}

// Frame is the next frame as it is, without its length. It stays valid until the next one is read.
func (c *Client) Frame() ([]byte, error) {
	frame, err := ReadFrame(c.in, c.buf, math.MaxInt32)
	c.buf = frame
	return frame, err
}

// A Message is what a server sent: a notification, or the answer to a request.
type Message struct {
	Xid          int32
	Notification *Notification // nil if it is a reply
	Reply        Reply
}

// Receive waits for the next frame.
func (c *Client) Receive() (Message, error) {
	frame, err := c.Frame()
	if err != nil {
		return Message{}, err
	}
	d := decoder{rest: frame}
	m := Message{Xid: d.int32()}
	if m.Xid == notificationXid {
		d.int64() // a zxid, and an error code that nobody sets
		d.int32()
		n := d.notification()
		m.Notification = &n
		if d.failed {
			return m, fmt.Errorf("notification does not fit: % x", frame)
		}
		return m, nil
	}
	i := slices.IndexFunc(c.sent, func(s sent) bool { return s.xid == m.Xid })
	if i < 0 {
		return m, fmt.Errorf("a reply to xid %d, which was not asked for", m.Xid)
	}
	m.Reply, err = ParseReply(c.sent[i].op, frame)
	c.sent = slices.Delete(c.sent, i, i+1)
	return m, err
}

// Do sends a request and waits for its answer; the notifications that come before it are passed over.
func (c *Client) Do(r *Request) (Reply, error) {
	if _, err := c.Send(r); err != nil {
		return Reply{}, err
	}
	for {
		if m, err := c.Receive(); err != nil || m.Notification == nil {
			return m.Reply, err
		}
	}
}
