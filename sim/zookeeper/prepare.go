package zookeeper

// A record is what the checks need to know of a node.
type record struct {
	exists                     bool
	version, aversion, creates int32
	children                   int32
	owner                      int64
	acl                        []ACL
}

// A preparation turns requests into changes. Within a multi, later operations see what the earlier ones will do, before
// any of it is applied.
type preparation struct {
	tree     *tree
	session  int64
	ids      []ID
	extended bool              // TTL nodes are allowed
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
	return record{true, n.stat.Version, n.stat.Aversion, n.creates, int32(n.children.len()), n.owner, n.acl}
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
func (p *preparation) prepare(r *Request) (change, Code) {
	switch r.Op {
	case OpCreate, OpCreate2, OpCreateContainer, OpCreateTTL:
		return p.create(r)
	case OpDelete:
		return p.delete(r)
	case OpSetData:
		return p.setData(r)
	case OpSetACL:
		return p.setACL(r)
	case OpCheck:
		return p.check(r)
	case OpReconfig:
		return change{}, ReconfigDisabled
	case OpDeleteContainer:
		return change{}, BadArguments // it is the server's own operation, and a client's path is never read right
	}
	return change{}, MarshallingError
}

func (p *preparation) delete(r *Request) (change, Code) {
	if !hasParent(r.Path) || isSpecial(r.Path) {
		return change{}, BadArguments
	}
	parent := p.record(parentOf(r.Path))
	if !parent.exists {
		return change{}, NoNode
	}
	if !allowed(parent.acl, PermDelete, p.ids) {
		return change{}, NoAuth
	}
	n := p.record(r.Path)
	switch {
	case !n.exists:
		return change{}, NoNode
	case !matches(r.Version, n.version):
		return change{}, BadVersion
	case n.children > 0:
		return change{}, NotEmpty
	}
	parent.children--
	p.remember(parentOf(r.Path), parent)
	p.remember(r.Path, record{})
	return change{op: OpDelete, reply: r.Op, path: r.Path}, OK
}

func (p *preparation) setData(r *Request) (change, Code) {
	n, code := p.existing(r.Path, PermWrite)
	if code != OK {
		return change{}, code
	}
	if !matches(r.Version, n.version) {
		return change{}, BadVersion
	}
	n.version++
	p.remember(r.Path, n)
	return change{op: OpSetData, reply: r.Op, path: r.Path, data: r.Data, version: n.version}, OK
}

func (p *preparation) setACL(r *Request) (change, Code) {
	if !validPath(r.Path) {
		return change{}, BadArguments
	}
	acl, ok := fixed(r.ACL, p.ids)
	if !ok {
		return change{}, InvalidACL
	}
	n, code := p.existing(r.Path, PermAdmin)
	if code != OK {
		return change{}, code
	}
	if !matches(r.Version, n.aversion) {
		return change{}, BadVersion
	}
	return change{op: OpSetACL, reply: r.Op, path: r.Path, acl: acl, version: n.aversion + 1}, OK
}

func (p *preparation) check(r *Request) (change, Code) {
	n, code := p.existing(r.Path, PermRead)
	if code != OK {
		return change{}, code
	}
	if !matches(r.Version, n.version) {
		return change{}, BadVersion
	}
	return change{op: OpCheck, reply: r.Op, path: r.Path}, OK
}

// existing is the record of a node that must be there and grant the permission.
func (p *preparation) existing(path string, perm int32) (record, Code) {
	if !validPath(path) {
		return record{}, BadArguments
	}
	n := p.record(path)
	if !n.exists {
		return n, NoNode
	}
	if !allowed(n.acl, perm, p.ids) {
		return n, NoAuth
	}
	return n, OK
}

// matches reports whether the version that a client expects is the one there is; only -1 means any.
func matches(expected, actual int32) bool { return expected == -1 || expected == actual }
