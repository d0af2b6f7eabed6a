package differential

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A pair is two servers that live through the same history.
type pair struct {
	sides  [2]*side
	cases  int
	offset int64 // between the zxids of the two
	failed bool  // a difference was found, after which they need not agree
	tally  tally
	script []step // of the case
}

func newPair(name, addr, otherName, otherAddr string) *pair {
	return &pair{sides: [2]*side{newSide(name, addr), newSide(otherName, otherAddr)}, tally: tally{}}
}

// do plays a step on both sides and compares what they let the clients see.
func (p *pair) do(t testing.TB, x step) error {
	p.script = append(p.script, x)
	for _, s := range p.sides {
		s.seen = s.seen[:0]
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		x.play(t, p.sides[1])
	}()
	x.play(t, p.sides[0])
	<-done
	p.tally.step(x, p.sides[0].seen)
	if p.agree() {
		return nil
	}
	if !p.failed {
		t.Log("the first difference:\n" + p.difference())
	}
	p.failed = true
	return errors.New(p.difference())
}

func (p *pair) agree() bool {
	a, b := p.sides[0].seen, p.sides[1].seen
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].same(b[i]) {
			return false
		}
	}
	return true
}

// difference is the case so far, and what each side showed after its last step, up to the first that differs.
func (p *pair) difference() string {
	var text strings.Builder
	for _, x := range p.script {
		fmt.Fprintln(&text, x)
	}
	same := 0
	for a, b := p.sides[0].seen, p.sides[1].seen; same < min(len(a), len(b)) && a[same].same(b[same]); {
		same++
	}
	for _, s := range p.sides {
		fmt.Fprintf(&text, "%s, after %d the same:\n", s.name, same)
		for _, at := range s.seen[same:min(same+3, len(s.seen))] {
			fmt.Fprintln(&text, "\t"+at.String())
		}
	}
	return text.String()
}

// begin starts a case under a root of its own, with connection 0 as the one that nothing bad happens to. The distance
// between the zxids of the sides is that of the case before: no transaction of that one was seen by one side only.
func (p *pair) begin(t testing.TB) (root string, err error) {
	p.script = nil
	p.cases++
	for _, s := range p.sides {
		s.begin()
		s.base = 0
	}
	root = fmt.Sprintf("/d%06d", p.cases)
	open := &connect{request: wire.ConnectRequest{Timeout: 1 << 30, Password: make([]byte, 16)}}
	create := wire.Request{Op: wire.OpCreate, Path: root, ACL: wire.OpenACL}
	for _, s := range p.sides {
		open.play(t, s)
		if s.links[0] == nil {
			p.failed = true
			return "", fmt.Errorf("%s refuses a session", s.name)
		}
		reply, err := s.links[0].client.Do(&create)
		if err != nil || reply.Err != wire.OK {
			return "", fmt.Errorf("%s: create %s: %v %v", s.name, root, reply.Err, err)
		}
		s.base = reply.Zxid
	}
	offset := p.sides[0].base - p.sides[1].base
	if p.cases > 1 && !p.failed && offset != p.offset {
		err = fmt.Errorf("zxids are %d apart, and were %d", offset, p.offset)
	}
	p.offset = offset
	return root, err
}

// sealed fills in the length of a frame.
func sealed(frame []byte) []byte {
	n := len(frame) - 4
	frame[0], frame[1], frame[2], frame[3] = byte(n>>24), byte(n>>16), byte(n>>8), byte(n)
	return frame
}
