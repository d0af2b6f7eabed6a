package disk

import "slices"

const blockSize = 4096

// content is what a file holds. A block is never changed once it is in a content, so copies share blocks; a block that
// is missing or short reads as zeros to its end.
type content struct {
	size   int64
	mtime  int64
	blocks [][]byte
}

func (c content) copy() content {
	c.blocks = slices.Clone(c.blocks)
	return c
}

// read fills b from off and returns how much of it lies before the end of the file.
func (c *content) read(b []byte, off int64) int {
	if off >= c.size {
		return 0
	}
	b = b[:min(int64(len(b)), c.size-off)]
	for done := 0; done < len(b); {
		block, within := int((off+int64(done))/blockSize), int((off+int64(done))%blockSize)
		part := b[done:min(len(b), done+blockSize-within)]
		copied := 0
		if old := c.blocks[block]; within < len(old) {
			copied = copy(part, old[within:])
		}
		clear(part[copied:])
		done += len(part)
	}
	return len(b)
}

// write puts b at off, with zeros between the old end and off.
func (c *content) write(b []byte, off int64) {
	if end := off + int64(len(b)); len(b) > 0 && end > c.size {
		c.resize(end)
	}
	for len(b) > 0 {
		block, within := int(off/blockSize), int(off%blockSize)
		n := min(len(b), blockSize-within)
		fresh := make([]byte, max(len(c.blocks[block]), within+n))
		copy(fresh, c.blocks[block])
		copy(fresh[within:], b[:n])
		c.blocks[block] = fresh
		b, off = b[n:], off+int64(n)
	}
}

// resize cuts the file, or extends it with zeros.
func (c *content) resize(size int64) {
	count := int((size + blockSize - 1) / blockSize)
	if size < c.size {
		clear(c.blocks[count:])
		c.blocks = c.blocks[:count]
		if tail := int(size % blockSize); tail > 0 && len(c.blocks[count-1]) > tail {
			c.blocks[count-1] = c.blocks[count-1][:tail]
		}
	} else {
		c.blocks = append(c.blocks, make([][]byte, count-len(c.blocks))...)
	}
	c.size = size
}
