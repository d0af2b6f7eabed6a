package zookeepertest

import (
	"fmt"
	"net"
	"slices"
	"syscall"
	"time"
)

// client is where Dial comes from, and the port below that of the first connection.
const (
	clientIP   = "10.0.1.1"
	clientPort = 40000
)

// Dial connects to one of Addrs in memory. It is what a client's dialer should be:
//
//	zk.Connect(srv.Addrs(), 10*time.Second, zk.WithDialer(srv.Dial))
//
// The connection holds 64 KiB each way, keeps deadlines in the bubble's time, and gives *net.OpError as a network would.
// Nobody waits for longer than an instant, so that the timeout does not matter. To any other address, and when the
// server is closed, the connection is refused.
func (s *Server) Dial(network, addr string, timeout time.Duration) (net.Conn, error) {
	return s.DialFrom(clientIP)(network, addr, timeout)
}

// DialFrom is a Dial whose connections come from that IP address, instead of 10.0.1.1. It is who the client is to ACLs
// of the scheme ip, and by it Intercept tells one client from another. It panics if that is no IP address.
func (s *Server) DialFrom(ip string) func(network, addr string, timeout time.Duration) (net.Conn, error) {
	host := net.ParseIP(ip)
	if host == nil {
		panic(fmt.Sprintf("zookeepertest: DialFrom(%q): want an IP address", ip))
	}
	return func(network, addr string, _ time.Duration) (net.Conn, error) {
		from := &net.TCPAddr{IP: host, Port: clientPort + int(s.dialed.Add(1))}
		if member := slices.Index(s.addrs, addr); member >= 0 {
			if c, ok := s.memory[member].dial(from); ok {
				return c, nil
			}
		}
		return nil, &net.OpError{Op: "dial", Net: network, Source: from, Addr: place(addr), Err: syscall.ECONNREFUSED}
	}
}

// A place is an address as the caller wrote it.
type place string

func (p place) Network() string { return "tcp" }
func (p place) String() string  { return string(p) }
