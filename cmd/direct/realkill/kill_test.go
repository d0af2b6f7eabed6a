//go:build realstack

package realkill

import (
	"maps"
	"slices"
	"syscall"
	"testing"
	"time"
)

// kill ends a life at a moment that is drawn. In one case of four that is while it starts. Else it is when some results
// more have come to the sink: most lives then store the offsets of the last of them, or are about to.
func (r *run) kill(t *testing.T, p *process) {
	t.Helper()
	further, looks := 1+r.random.Int64N(2*batch*partitions), r.random.IntN(2)
	if r.random.IntN(4) == 0 {
		further, looks = 0, r.random.IntN(400)
	}
	count := r.counted(t)
	for target := count + further; count < target || looks > 0; count = r.counted(t) {
		if count >= target {
			looks--
		}
		if !p.running() {
			t.Fatalf("the consumer has ended by itself with status %d: %s", p.code(), &p.said)
		}
	}
	p.end(syscall.SIGKILL)
}

// counted is how far the run has come.
func (r *run) counted(t *testing.T) int64 {
	t.Helper()
	r.goOn(t, "the moment of a kill")
	n, err := r.count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// finish lets a life go on until everything is stored, and stops it.
func (r *run) finish(t *testing.T, p *process) {
	t.Helper()
	r.produceAll(t)
	for ends := r.ends(t); ; {
		stored, err := r.keeper.offsets(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if maps.Equal(stored, ends) {
			break
		}
		if !p.running() || time.Since(r.began) > patience {
			p.end(syscall.SIGKILL)
			t.Fatalf("%v of %v are stored, and the consumer has ended with status %d: %s", stored, ends, p.code(), &p.said)
		}
	}
	p.end(syscall.SIGTERM)
	if p.code() != 0 {
		t.Errorf("stopped with status %d: %s", p.code(), &p.said)
	}
}

// between reports whether a look found results of a life that the stored offsets do not cover: it ended between the two.
func (k *look) between(l life) bool {
	return slices.ContainsFunc(k.results, func(r result) bool {
		return lifeOf(r.writer) == l.name && r.offset >= k.stored[r.partition]
	})
}

// ahead reports whether a look found offsets stored without the results before them.
func (k *look) ahead(life) bool {
	for p, offset := range k.stored {
		if offset > 0 && !slices.ContainsFunc(k.results, func(r result) bool { return r.partition == p && r.offset == offset-1 }) {
			return true
		}
	}
	return false
}
