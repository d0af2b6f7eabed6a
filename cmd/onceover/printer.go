package main

import "io"

// A printer is what a command prints to. It keeps the first error, so that a command need not look for one at each line: whoever
// runs it does, when it has ended.
type printer struct {
	to  io.Writer
	err error
}

func (p *printer) Write(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.to.Write(b)
	p.err = err
	return n, err
}
