package zookeeper

import "github.com/onceover/onceover/sim/zookeeper/wire"

// A record is what the checks need to know of a node.
type record struct {
	exists                     bool
	version, aversion, creates int32
	children                   int32
	length                     int // of the data
	owner                      int64
	acl                        []wire.ACL
}

// A preparation turns requests into changes. Within a multi, later operations see what the earlier ones will do, before
// any of it is applied.
type preparation struct {
	tree     *tree
	session  int64
	moved    bool // the session is gone, or was taken to another member
	ids      []wire.ID
	extended bool              // TTL nodes are allowed
	enforce  bool              // so are only writes within hard limits
	multi    bool              // what was prepared is remembered
	pending  map[string]record // by path, the root as "/"
}

func (p *preparation) record(path string) record {
	if path == "" {
		path = "/"
	}
	if r, ok := p.pending[path]; ok {
		return r
	}
	n := p.tree.nodes[path]
	if n == nil {
		return record{}
	}
	return record{
		exists: true, version: n.stat.Version, aversion: n.stat.Aversion, creates: n.creates,
		children: int32(n.children.len()), length: len(n.data), owner: n.owner, acl: n.acl,
	}
}

func (p *preparation) remember(path string, r record) {
	if !p.multi {
		return
	}
	if path == "" {
		path = "/"
	}
	p.pending[path] = r
}

// prepare checks one write in the order in which the real server does, and decides what it changes.
func (p *preparation) prepare(r *wire.Request) (change, wire.Code) {
	if p.moved && (r.Op == wire.OpDelete || r.Op == wire.OpSetData || r.Op == wire.OpSetACL || r.Op == wire.OpCheck) {
		return change{}, wire.SessionMoved
	}
	switch r.Op {
	case wire.OpCreate, wire.OpCreate2, wire.OpCreateContainer, wire.OpCreateTTL:
		return p.create(r)
	case wire.OpDelete:
		return p.delete(r)
	case wire.OpSetData:
		return p.setData(r)
	case wire.OpSetACL:
		return p.setACL(r)
	case wire.OpCheck:
		return p.check(r)
	case wire.OpReconfig:
		return change{}, wire.ReconfigDisabled
	case wire.OpDeleteContainer:
		return change{}, wire.BadArguments // it is the server's own operation, and a client's path is never read right
	}
	return change{}, wire.MarshallingError
}

func (p *preparation) delete(r *wire.Request) (change, wire.Code) {
	if r.NullPath {
		return change{}, wire.MarshallingError
	}
	if !hasParent(r.Path) || isSpecial(r.Path) {
		return change{}, wire.BadArguments
	}
	parent := p.record(parentOf(r.Path))
	if !parent.exists {
		return change{}, wire.NoNode
	}
	if !allowed(parent.acl, wire.PermDelete, p.ids) {
		return change{}, wire.NoAuth
	}
	n := p.record(r.Path)
	switch {
	case !n.exists:
		return change{}, wire.NoNode
	case !matches(r.Version, n.version):
		return change{}, wire.BadVersion
	case n.children > 0:
		return change{}, wire.NotEmpty
	}
	parent.children--
	p.remember(parentOf(r.Path), parent)
	p.remember(r.Path, record{})
	return change{op: wire.OpDelete, reply: r.Op, path: r.Path, version: n.version}, wire.OK
}

func (p *preparation) setData(r *wire.Request) (change, wire.Code) {
	n, code := p.existing(r.Path, wire.PermWrite)
	if code != wire.OK {
		return change{}, code
	}
	if code := p.checkQuota(r.Path, len(r.Data)-n.length, 0); code != wire.OK {
		return change{}, code
	}
	if !matches(r.Version, n.version) {
		return change{}, wire.BadVersion
	}
	n.version++
	n.length = len(r.Data)
	p.remember(r.Path, n)
	return change{op: wire.OpSetData, reply: r.Op, path: r.Path, data: r.Data, version: n.version}, wire.OK
}

func (p *preparation) setACL(r *wire.Request) (change, wire.Code) {
	if !validPath(r.Path) {
		return change{}, wire.BadArguments
	}
	acl, code := fixed(r, p.ids)
	if code != wire.OK {
		return change{}, code
	}
	n, code := p.existing(r.Path, wire.PermAdmin)
	if code != wire.OK {
		return change{}, code
	}
	if !matches(r.Version, n.aversion) {
		return change{}, wire.BadVersion
	}
	return change{op: wire.OpSetACL, reply: r.Op, path: r.Path, acl: acl, version: n.aversion + 1}, wire.OK
}

func (p *preparation) check(r *wire.Request) (change, wire.Code) {
	n, code := p.existing(r.Path, wire.PermRead)
	if code != wire.OK {
		return change{}, code
	}
	if !matches(r.Version, n.version) {
		return change{}, wire.BadVersion
	}
	return change{op: wire.OpCheck, reply: r.Op, path: r.Path}, wire.OK
}

// existing is the record of a node that must be there and grant the permission.
func (p *preparation) existing(path string, perm int32) (record, wire.Code) {
	if !validPath(path) {
		return record{}, wire.BadArguments
	}
	n := p.record(path)
	if !n.exists {
		return n, wire.NoNode
	}
	if !allowed(n.acl, perm, p.ids) {
		return n, wire.NoAuth
	}
	return n, wire.OK
}

// matches reports whether the version that a client expects is the one there is; only -1 means any.
func matches(expected, actual int32) bool { return expected == -1 || expected == actual }
