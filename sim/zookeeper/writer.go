package zookeeper

// write sends what is queued, as much as possible at once, until the connection ends.
func (c *conn) write() {
	defer c.end()
	var batch, spare []outgoing
	var buf []byte
	for {
		c.server.mu.Lock()
		for len(c.queue) == 0 {
			c.ready.Wait()
		}
		batch, c.queue = c.queue, spare[:0]
		c.server.mu.Unlock()
		for rest := batch; len(rest) > 0; {
			c.server.pause(rest[0].hold)
			n := 1
			for n < len(rest) && rest[n].hold == 0 {
				n++
			}
			if buf = c.writeOut(rest[:n], buf[:0]); buf == nil {
				return
			}
			rest = rest[n:]
		}
		clear(batch)
		spare = batch
	}
}

// writeOut writes frames with one system call, and returns the buffer, or nil if the connection has ended.
func (c *conn) writeOut(batch []outgoing, buf []byte) []byte {
	for _, o := range batch {
		buf = append(buf, o.frame...)
	}
	if len(buf) > 0 {
		if _, err := c.net.Write(buf); err != nil {
			return nil
		}
	}
	for _, o := range batch {
		if o.frame != nil {
			c.ask(Answered, o.question)
		}
		if o.last {
			return nil
		}
	}
	return buf
}
