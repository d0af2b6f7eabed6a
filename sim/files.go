package sim

import (
	"bytes"
	"maps"
	"slices"

	"github.com/onceover/onceover/sim/disk"
)

// changed records what the process did to a file, whether or not that is durable:
//
//	disk.write    path, offset, data
//	disk.resize   path, size
//	disk.rename   path, from, data=all that the file holds
//	disk.remove   path
func (p *Process) changed(c disk.Change) {
	at := str("path", c.Name)
	switch c.Kind {
	case disk.Written:
		p.world.add(p.ID(), "disk.write", args(at, num("offset", c.Offset), str("data", string(c.Data))), nil, false)
	case disk.Resized:
		p.world.add(p.ID(), "disk.resize", args(at, num("size", c.Offset)), nil, false)
	case disk.Renamed:
		data, _ := p.files.Disk.ReadFile(c.Name) // nothing, of a directory
		p.world.add(p.ID(), "disk.rename", args(at, str("from", c.From), str("data", string(data))), nil, false)
	case disk.Removed:
		p.world.add(p.ID(), "disk.remove", args(at), nil, false)
	}
	p.output()
}

// losePower takes the power from the disk of a host, and records for each file that is no longer what it was what it holds
// now, nothing if it is gone: disk.lost with host, path and data.
func (w *World) losePower(host string) {
	d := w.mustHost(host).disk
	before := d.ReadAll()
	d.PowerLoss(w.stream("disk/" + host))
	after := d.ReadAll()
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !bytes.Equal(before[name], after[name]) {
			w.Note("disk.lost", str("host", host), str("path", name), str("data", string(after[name])))
		}
	}
}
