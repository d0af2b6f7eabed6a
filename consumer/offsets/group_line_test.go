package offsets

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/go-zookeeper/zk"
)

// condition is what becomes of a member's connections.
type condition int

const (
	lineUp   condition = iota
	lineCut            // they break, and new ones are refused
	lineDeaf           // what is sent never arrives, and nobody says so
)

// memberLine is a member's way to the ensemble.
type memberLine struct {
	dial zk.Dialer
	mu   sync.Mutex
	is   condition
	open map[*memberWire]bool
}

// set changes the line for the connections that there are, and for those to come.
func (l *memberLine) set(c condition) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.is = c
	if c == lineCut {
		for w := range l.open {
			w.Conn.Close()
		}
	}
}

func (l *memberLine) now() condition {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.is
}

// Dial is the member's dialer.
func (l *memberLine) Dial(network, address string, timeout time.Duration) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.is != lineUp {
		return nil, errors.New("no route to host")
	}
	c, err := l.dial(network, address, timeout)
	if err != nil {
		return nil, err
	}
	w := &memberWire{Conn: c, line: l}
	if l.open == nil {
		l.open = map[*memberWire]bool{}
	}
	l.open[w] = true
	return w, nil
}

// memberWire is one connection of a line. Once something was swallowed it is of no more use.
type memberWire struct {
	net.Conn
	line *memberLine
}

func (w *memberWire) Write(b []byte) (int, error) {
	if w.line.now() == lineDeaf {
		return len(b), nil
	}
	return w.Conn.Write(b)
}
