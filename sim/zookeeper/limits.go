package zookeeper

import "time"

// greet sets the time until which a connection must have sent its first frame.
func (c *conn) greet() {
	end := nextInterval(c.accepted+silence, silence)
	c.net.SetReadDeadline(c.server.start.Add(time.Duration(end - c.server.start.UnixNano())))
}

// greeted takes that limit away: from here on, the session's timeout is what ends a silent connection.
func (c *conn) greeted() { c.net.SetReadDeadline(time.Time{}) }

// crowded reports whether there are as many connections from the same host to the member as it lets in. The lock is held.
func (c *conn) crowded() bool {
	limit := c.server.perHost
	if limit < 0 || len(c.server.conns) < limit {
		return false
	}
	host, n := c.host(), 0
	for other := range c.server.conns { //tidy:unordered a count
		if other.member == c.member && other.host() == host {
			n++
		}
	}
	return n >= limit
}

// pause holds something back for so long, or until the server is closed.
func (s *Server) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.done:
	}
}
