package zookeepertest

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// connected is both ends of a connection: the client's and the server's.
func connected() (*conn, *conn) {
	return pipe(&net.TCPAddr{IP: net.IPv4(10, 0, 1, 1), Port: 40001}, &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 2181})
}

// TestBufferIsBounded writes more than fits: the writer waits, and all of it arrives.
func TestBufferIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := connected()
		sent := bytes.Repeat([]byte("zookeeper"), streamBytes/4)
		written := false
		go func() {
			a.Write(sent)
			written = true
			a.Close()
		}()
		synctest.Wait()
		if held := b.in.bytes.Len(); written || held != streamBytes {
			t.Errorf("%d bytes are held and the writer has ended: %v", held, written)
		}
		if got, err := io.ReadAll(b); err != nil || !bytes.Equal(got, sent) {
			t.Errorf("%d bytes of %d arrive, %v", len(got), len(sent), err)
		}
	})
}

// TestBothSidesNoticeAClose closes one end: what it sent arrives before the end, and what is sent to it fails.
func TestBothSidesNoticeAClose(t *testing.T) {
	a, b := connected()
	a.Write([]byte("last words"))
	b.Write([]byte("never read"))
	a.Close()
	if got, err := io.ReadAll(b); err != nil || string(got) != "last words" {
		t.Errorf("peer reads %q, %v", got, err)
	}
	if _, err := b.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("peer writes: %v", err)
	}
	if _, err := a.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the closed end writes: %v", err)
	}
	if _, err := a.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the closed end reads: %v", err)
	}
}

// TestCloseFreesWhoWaits closes under a reader and a writer that wait, from their own side and from the other.
func TestCloseFreesWhoWaits(t *testing.T) {
	for _, c := range []struct {
		closer      string
		read, write error
	}{
		{"own", net.ErrClosed, net.ErrClosed},
		{"peer", io.EOF, syscall.EPIPE},
	} {
		synctest.Test(t, func(t *testing.T) {
			a, b := connected()
			var read, write error
			go func() { _, read = a.Read(make([]byte, 1)) }()
			go func() { _, write = a.Write(make([]byte, streamBytes+1)) }()
			synctest.Wait()
			map[string]*conn{"own": a, "peer": b}[c.closer].Close()
			synctest.Wait()
			if !errors.Is(read, c.read) || !errors.Is(write, c.write) {
				t.Errorf("%s end closed: read %v, write %v", c.closer, read, write)
			}
		})
	}
}

// TestDeadlines holds that they end reads and writes that wait, at their instant of the bubble's time; that a deadline
// set during a wait counts; and that one that has passed ends everything until it is put off.
func TestDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := connected()
		start := time.Now()
		expect := func(what string, err error, after time.Duration) {
			t.Helper()
			var timeout net.Error
			if !errors.Is(err, os.ErrDeadlineExceeded) || !errors.As(err, &timeout) || !timeout.Timeout() || time.Since(start) != after {
				t.Errorf("%s: %v after %v, want a timeout after %v", what, err, time.Since(start), after)
			}
		}
		a.SetReadDeadline(start.Add(time.Second))
		_, err := a.Read(make([]byte, 1))
		expect("read", err, time.Second)
		a.SetWriteDeadline(start.Add(2 * time.Second))
		n, err := a.Write(make([]byte, streamBytes+1))
		expect("write", err, 2*time.Second)
		if n != streamBytes {
			t.Errorf("%d bytes were written before the deadline", n)
		}
		time.AfterFunc(time.Second, func() { b.SetDeadline(time.Now()) })
		io.CopyN(io.Discard, b, streamBytes)
		_, err = b.Read(make([]byte, 1))
		expect("read under a new deadline", err, 3*time.Second)
		a.SetDeadline(time.Time{})
		a.Write([]byte("x"))
		_, err = b.Read(make([]byte, 1))
		expect("read after the deadline, of what is there", err, 3*time.Second)
		b.SetDeadline(time.Time{})
		if n, err := b.Read(make([]byte, 2)); n != 1 || err != nil {
			t.Errorf("without a deadline: %d bytes, %v", n, err)
		}
	})
}
