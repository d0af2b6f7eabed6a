package zookeeper

import "fmt"

// The flags of a create.
const (
	flagEphemeral      = 1
	flagSequence       = 2
	flagContainer      = 4
	flagTTL            = 5
	flagSequenceAndTTL = 6
	maxTTL             = 1<<40 - 1 // milliseconds
)

func (p *preparation) create(r *Request) (change, Code) {
	if code := p.checkFlags(r); code != OK {
		return change{}, code
	}
	if !hasParent(r.Path) {
		return change{}, BadArguments
	}
	acl, ok := fixed(r.ACL, p.ids)
	if !ok {
		return change{}, InvalidACL
	}
	parent := p.record(parentOf(r.Path))
	if !parent.exists {
		return change{}, NoNode
	}
	if !allowed(parent.acl, PermCreate, p.ids) {
		return change{}, NoAuth
	}
	path := r.Path
	if r.Flags == flagSequence || r.Flags == flagSequence|flagEphemeral || r.Flags == flagSequenceAndTTL {
		path += fmt.Sprintf("%010d", parent.creates)
	}
	if !validPath(path) {
		return change{}, BadArguments
	}
	if p.record(path).exists {
		return change{}, NodeExists
	}
	if parent.owner != 0 {
		return change{}, NoChildrenForEphemerals
	}
	return p.decideCreate(r, path, acl, parent), OK
}

func (p *preparation) decideCreate(r *Request, path string, acl []ACL, parent record) change {
	c := change{op: OpCreate, reply: r.Op, path: path, data: r.Data, acl: acl}
	switch {
	case r.Op == OpCreateContainer:
		c.container = true
	case r.Op == OpCreateTTL:
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

func (p *preparation) checkFlags(r *Request) Code {
	withTTL := r.Flags == flagTTL || r.Flags == flagSequenceAndTTL
	switch {
	case r.Flags < 0 || r.Flags > flagSequenceAndTTL:
		return BadArguments
	case withTTL && !p.extended:
		return Unimplemented
	case withTTL && (r.TTL <= 0 || r.TTL > maxTTL):
		return BadArguments
	case !withTTL && r.TTL >= 0:
		return BadArguments
	}
	return OK
}
