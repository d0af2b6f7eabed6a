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
	if !hasParent(r.Path) {
		return change{}, wire.BadArguments
	}
	acl, ok := fixed(r.ACL, p.ids)
	if !ok {
		return change{}, wire.InvalidACL
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
	return p.decideCreate(r, path, acl, parent), wire.OK
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
	p.remember(path, record{exists: true, owner: c.owner, acl: acl})
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
