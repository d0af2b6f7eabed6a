package zookeeper

// What a connection needs at most from one frame, or batch of frames, to the next it keeps; more it gives back.
const (
	heldBytes  = 64 << 10 // also how much is written at once, if it is more than one frame
	heldFrames = 1024
)

// write sends what is queued, as much as possible at once, until the connection ends.
func (c *conn) write() {
	defer c.end()
	var batch, spare []outgoing
	for {
		c.server.mu.Lock()
		for len(c.queue) == 0 {
			c.ready.Wait()
		}
		batch, c.queue = c.queue, spare[:0]
		c.server.mu.Unlock()
		for rest := batch; len(rest) > 0; {
			c.hold(&rest[0])
			n := together(rest)
			if !c.writeOut(rest[:n]) {
				return
			}
			clear(rest[:n])
			rest = rest[n:]
		}
		if spare = batch; cap(spare) > heldFrames {
			spare = nil
		}
	}
}

// hold waits until a frame may be sent.
func (c *conn) hold(o *outgoing) {
	if o.hold <= 0 {
		return
	}
	c.server.pause(o.hold)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.hurry() // if the connection was to end meanwhile, the client's time begins now
}

// together is how many of the frames are written at once: the first, and those behind it that are not held back and fit.
func together(rest []outgoing) int {
	size := 0
	for n := range rest {
		size += len(rest[n].frame)
		if n > 0 && (rest[n].hold > 0 || size > heldBytes) {
			return n
		}
	}
	return len(rest)
}

// writeOut writes frames with one system call, and reports whether the connection goes on.
func (c *conn) writeOut(batch []outgoing) bool {
	out := batch[0].frame
	if len(batch) > 1 {
		c.out = c.out[:0]
		for _, o := range batch {
			c.out = append(c.out, o.frame...)
		}
		out = c.out
	}
	if len(out) > 0 {
		if _, err := c.net.Write(out); err != nil {
			return false
		}
	}
	for _, o := range batch {
		if o.frame != nil {
			c.ask(Answered, o.question)
		}
		if o.last {
			return false
		}
	}
	return true
}
