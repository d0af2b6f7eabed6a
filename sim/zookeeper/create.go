package zookeeper

import (
	"fmt"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// The flags of a create.
const (
	flagEphemeral      = 1
	flagSequence       = 2
	flagContainer      = 4
	flagTTL            = 5
	flagSequenceAndTTL = 6
	maxTTL             = 1<<40 - 1 // milliseconds
)

func (p *preparation) create(r *wire.Request) (change, wire.Code) {
	if code := p.checkFlags(r); code != wire.OK {
		return change{}, code
	}
	if p.moved {
		return change{}, wire.SessionMoved
	}
	if r.NullPath {
		return change{}, wire.MarshallingError
	}
	if !hasParent(r.Path) {
		return change{}, wire.BadArguments
	}
	acl, code := fixed(r, p.ids)
	if code != wire.OK {
		return change{}, code
	}
	parent := p.record(parentOf(r.Path))
	if !parent.exists {
		return change{}, wire.NoNode
	}
	if !allowed(parent.acl, wire.PermCreate, p.ids) {
		return change{}, wire.NoAuth
	}
	path := r.Path
	if r.Flags == flagSequence || r.Flags == flagSequence|flagEphemeral || r.Flags == flagSequenceAndTTL {
		path += fmt.Sprintf("%010d", parent.creates)
	}
	if !validPath(path) {
		return change{}, wire.BadArguments
	}
	if p.record(path).exists {
		return change{}, wire.NodeExists
	}
	if parent.owner != 0 {
		return change{}, wire.NoChildrenForEphemerals
	}
	if code := p.checkQuota(path, len(r.Data), 1); code != wire.OK {
		return change{}, code
	}
	return p.decideCreate(r, path, acl, parent), wire.OK
}

// inMulti is a create as a multi understands it, which looks at the flags and not at the number of the operation
// (Op.create). False says that the whole multi is beyond understanding.
func inMulti(r *wire.Request) (wire.Request, bool) {
	one := *r
	switch r.Op {
	case wire.OpCreate, wire.OpCreate2, wire.OpCreateContainer, wire.OpCreateTTL:
	default:
		return one, true
	}
	switch {
	case r.Flags == flagTTL || r.Flags == flagSequenceAndTTL:
		return one, r.Op == wire.OpCreateTTL
	case r.Flags == flagContainer:
		one.Op, one.TTL = wire.OpCreateContainer, -1
	default:
		one.Op, one.TTL = wire.OpCreate, -1
	}
	return one, true
}

func (p *preparation) decideCreate(r *wire.Request, path string, acl []wire.ACL, parent record) change {
	c := change{op: wire.OpCreate, reply: r.Op, path: path, data: r.Data, acl: acl}
	switch {
	case r.Op == wire.OpCreateContainer:
		c.container = true
	case r.Op == wire.OpCreateTTL:
		c.ttl = max(r.TTL, 0)
	case r.Flags == flagEphemeral || r.Flags == flagEphemeral|flagSequence:
		c.owner = p.session
	}
	parent.children++
	parent.creates++
	p.remember(parentOf(path), parent)
	p.remember(path, record{exists: true, length: len(r.Data), owner: c.owner, acl: acl})
	return c
}

func (p *preparation) checkFlags(r *wire.Request) wire.Code {
	withTTL := r.Flags == flagTTL || r.Flags == flagSequenceAndTTL
	switch {
	case r.Flags < 0 || r.Flags > flagSequenceAndTTL:
		return wire.BadArguments
	case withTTL && !p.extended:
		return wire.Unimplemented
	case withTTL && (r.TTL <= 0 || r.TTL > maxTTL):
		return wire.BadArguments
	case !withTTL && r.TTL >= 0:
		return wire.BadArguments
	}
	return wire.OK
}
