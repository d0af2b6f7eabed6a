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
	return o.conn.Write(p)
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
