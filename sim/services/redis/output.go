package main

import (
	"net"
	"sync"
)

// An output is where miniredis writes to a client. The reply of a command in progress is held back; what comes at other
// times, messages of pub/sub, passes.
type output struct {
	conn net.Conn

	mu   sync.Mutex
	held bool
	mute bool // what is written is lost
	buf  []byte
}

// Write takes bytes of a reply or of a message.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held {
		o.buf = append(o.buf, p...)
		return len(p), nil
	}
	if o.mute {
		return len(p), nil
	}
	return o.conn.Write(p)
}

// cut writes half of a reply, and from then on nothing.
func (o *output) cut(reply []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.mute = true
	_, err := o.conn.Write(reply[:len(reply)/2])
	return err
}

func (o *output) hold() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held, o.buf = true, o.buf[:0]
}

// release ends the hold and returns what was held, valid until the next hold.
func (o *output) release() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held = false
	return o.buf
}
