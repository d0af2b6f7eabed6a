package conformance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A teller does the steps of a story and writes down what comes of them.
type teller struct {
	t         *testing.T
	server    server
	conns     []*conn // in the order in which they were opened, as long as they are open
	resumes   map[string]wire.ConnectRequest
	first     int64              // session
	passwords map[[16]byte]int64 // whose they are
	clock     bool               // whether a znode was written to after it was created is shown
	out       []string
}

// tell gives what comes of each step.
func tell(t *testing.T, s server, told story) [][]string {
	w := &teller{t: t, server: s, resumes: map[string]wire.ConnectRequest{}, passwords: map[[16]byte]int64{}}
	defer func() {
		for _, c := range w.conns {
			c.Close()
		}
	}()
	var all [][]string
	for _, x := range told {
		w.out = nil
		if x.act != "" {
			w.step(words(t, x.act))
		}
		all = append(all, splitLines(w.out))
	}
	return all
}

// splitLines gives each line of a text its own place.
func splitLines(texts []string) (lines []string) {
	for _, text := range texts {
		lines = append(lines, strings.Split(text, "\n")...)
	}
	return lines
}

func (w *teller) step(all []string) {
	switch all[0] {
	case "with": // is read before the server begins
	case "clock":
		w.clock = true
	case "connect", "resume":
		w.connect(all)
	case "dial":
		w.open(all[1])
	case "hangup":
		if c := w.conn(all[1]); c != nil {
			c.Close()
		}
		w.conns = slices.DeleteFunc(w.conns, func(c *conn) bool { return c.name == all[1] })
	case "wait":
		d, err := time.ParseDuration(all[1])
		if err != nil {
			w.t.Fatal(err)
		}
		w.server.wait(d)
		w.report(w.conns)
	case "word":
		w.word(all[1], all[2:])
	default:
		if c := w.conn(all[0]); c != nil {
			c.send(w.t, all[1:])
			w.drain(c)
		}
	}
}

func (w *teller) conn(name string) *conn {
	i := slices.IndexFunc(w.conns, func(c *conn) bool { return c.name == name })
	if i < 0 {
		w.out = append(w.out, name+": is not open")
		return nil
	}
	return w.conns[i]
}

func (w *teller) open(name string) *conn {
	nc, err := w.server.dial()
	if err != nil {
		w.t.Fatal(err)
	}
	c := newConn(name, nc)
	w.conns = append(w.conns, c)
	return c
}

// drain writes down what came on each connection, first on that which acts.
func (w *teller) drain(acting *conn) {
	order := slices.Clone(w.conns)
	slices.SortStableFunc(order, func(a, b *conn) int {
		if a == acting {
			return -1
		}
		if b == acting {
			return 1
		}
		return 0
	})
	w.server.settle(w.t, order)
	w.report(order)
}

func (w *teller) report(conns []*conn) {
	for _, c := range slices.Clone(conns) {
		frames, ended := c.take()
		c.due, c.pings = 0, 0
		for _, b := range frames {
			if text := w.describe(c, b); text != "" {
				w.out = append(w.out, c.name+": "+strings.ReplaceAll(text, "\n", "\n"+c.name+": "))
			}
		}
		if ended {
			w.out = append(w.out, c.name+": end")
			c.Close()
			w.conns = slices.DeleteFunc(w.conns, func(x *conn) bool { return x == c })
		}
	}
}
