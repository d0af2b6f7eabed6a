package disk

import (
	"bytes"

	"pgregory.net/rapid"
)

// checkInvariants recounts what the disk counts as it goes.
func checkInvariants(t *rapid.T, d *Disk, f *Files) {
	t.Helper()
	refs, used := map[Ino]int{root: 1}, int64(0)
	for ino, n := range d.nodes {
		if n.dir != nil {
			for _, names := range []names{n.dir.current, n.dir.durable} {
				for _, child := range names.entries {
					refs[child]++
				}
			}
			continue
		}
		used += n.file.current.size
		replay := n.file.durable.copy()
		for _, ch := range n.file.changes {
			replay.apply(ch)
		}
		if !sameContent(replay, n.file.current) {
			t.Fatalf("file %d: what is durable and the changes do not make what is current", ino)
		}
	}
	for _, op := range d.pending {
		for _, c := range op.changes {
			refs[c.node]++
		}
	}
	for _, h := range f.open {
		refs[h.node]++
	}
	for ino, n := range d.nodes {
		if n.refs != refs[ino] && ino != root {
			t.Fatalf("node %d counts %d references and has %d", ino, n.refs, refs[ino])
		}
	}
	if used != d.used {
		t.Fatalf("disk counts %d bytes and holds %d", d.used, used)
	}
}

func sameContent(a, b content) bool {
	x, y := make([]byte, a.size), make([]byte, b.size)
	a.read(x, 0)
	b.read(y, 0)
	return bytes.Equal(x, y) && a.mtime == b.mtime
}
