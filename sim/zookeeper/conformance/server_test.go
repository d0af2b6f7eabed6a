package conformance

import (
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/original"
)

// A server is one that stories can be told to.
type server struct {
	dial   func() (net.Conn, error)
	settle func(t *testing.T, conns []*conn) // waits until nothing more comes on any of the connections
	wait   func(time.Duration)               // lets time pass, and does nothing else
}

const superDigest = "super:D/InIHSb7yEEbrWz8b9l71RjZJU=" // super:test

// with is how a story's server is configured: by its first step, "with enforceQuota=true", or as all are.
func with(t *testing.T, s story) zookeeper.Config {
	c := zookeeper.Config{
		Tick: 500 * time.Millisecond, MinSessionTimeout: time.Second, MaxSessionTimeout: time.Minute,
		SuperDigest: superDigest, ExtendedTypes: true, Words: []string{"*"}, CheckInterval: time.Minute,
		MaxConnections: -1,
	}
	all := words(t, s[0].act)
	if len(all) == 0 || all[0] != "with" {
		return c
	}
	for _, word := range all[1:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "checkInterval":
			c.CheckInterval, _ = time.ParseDuration(value)
		case "neverUsed":
			c.NeverUsed, _ = time.ParseDuration(value)
		case "enforceQuota":
			c.EnforceQuota = value == "true"
		case "extendedTypes":
			c.ExtendedTypes = value == "true"
		case "words":
			c.Words = strings.Split(value, ",")
		default:
			t.Fatalf("with: %q", word)
		}
	}
	return c
}

// ours is our server in this bubble, and how to stop it.
func ours(c zookeeper.Config) (server, func()) {
	s := zookeeper.NewServer(c, zookeeper.Hooks{})
	l := &listener{arriving: make(chan net.Conn), done: make(chan struct{})}
	go s.Serve(l)
	return server{
		dial:   l.dial,
		settle: func(*testing.T, []*conn) { synctest.Wait() },
		wait:   func(d time.Duration) { time.Sleep(d); synctest.Wait() },
	}, func() { s.Close() }
}

// theOriginal is a real server that has just begun.
func theOriginal(t *testing.T, c zookeeper.Config) server {
	settings, properties := realSettings(c)
	addr := original.Start(t, original.Options{
		Tick: c.Tick, MinSessionTimeout: c.MinSessionTimeout, MaxSessionTimeout: c.MaxSessionTimeout,
		Settings: settings, Properties: properties,
	})
	return server{
		dial: func() (net.Conn, error) { return net.Dial("tcp", addr) },
		settle: func(t *testing.T, conns []*conn) {
			for _, c := range conns {
				c.settle(t)
			}
		},
		wait: time.Sleep,
	}
}

// A listener takes connections in memory.
type listener struct {
	arriving chan net.Conn
	once     sync.Once
	done     chan struct{}
}

func (l *listener) dial() (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l.arriving <- local{there}:
		return local{here}, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.arriving:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *listener) Addr() net.Addr { return loopback }

var loopback = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 2181}

// local is a connection within the machine, for the ACLs that look at addresses.
type local struct{ net.Conn }

func (local) LocalAddr() net.Addr  { return loopback }
func (local) RemoteAddr() net.Addr { return loopback }
