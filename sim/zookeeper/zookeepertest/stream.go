package zookeepertest

import (
	"bytes"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// streamBytes is how much a stream holds, as the buffers of two systems together might.
const streamBytes = 64 << 10

// A stream is one direction of a connection: bytes that were written and not read yet.
type stream struct {
	mu      sync.Mutex
	changed sync.Cond
	bytes   bytes.Buffer
	ended   bool // the writer has closed its end
	refused bool // the reader has
	// The times at which each of them stops waiting, or zero.
	reading, writing time.Time
}

func newStream() *stream {
	s := &stream{}
	s.changed.L = &s.mu
	return s
}

// read takes what there is, or waits for it.
func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.refused:
			return 0, net.ErrClosed
		case passed(s.reading):
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case s.bytes.Len() > 0:
			s.changed.Broadcast()
			return s.bytes.Read(p)
		case s.ended:
			return 0, io.EOF
		}
		s.wait(s.reading)
	}
}

// write gives all of p to the stream, waiting for room where there is none.
func (s *stream) write(p []byte) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch room := streamBytes - s.bytes.Len(); {
		case s.ended:
			return n, net.ErrClosed
		case s.refused:
			return n, syscall.EPIPE
		case passed(s.writing):
			return n, os.ErrDeadlineExceeded
		case n == len(p):
			return n, nil
		case room > 0:
			part := p[n:min(n+room, len(p))]
			s.bytes.Write(part)
			s.changed.Broadcast()
			if n += len(part); n == len(p) {
				return n, nil
			}
		default:
			s.wait(s.writing)
		}
	}
}

// end is the writer's: the reader gets what there is, and then the end.
func (s *stream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.changed.Broadcast()
}

// refuse is the reader's: nobody will read what there is.
func (s *stream) refuse() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = true
	s.bytes.Reset()
	s.changed.Broadcast()
}

func (s *stream) readUntil(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reading = t
	s.changed.Broadcast()
}

func (s *stream) writeUntil(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing = t
	s.changed.Broadcast()
}

// wait lets the other side go on until something has changed, or that time has come. The lock is held.
func (s *stream) wait(until time.Time) {
	if !until.IsZero() {
		defer time.AfterFunc(time.Until(until), s.wake).Stop()
	}
	s.changed.Wait()
}

func (s *stream) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed.Broadcast()
}

func passed(t time.Time) bool { return !t.IsZero() && !time.Now().Before(t) }
