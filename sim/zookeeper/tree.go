package zookeeper

import (
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A node is one znode.
type node struct {
	data      []byte
	acl       []wire.ACL
	stat      wire.Stat // without the fields that stat computes
	creates   int32
	owner     int64 // session, or 0
	container bool
	ttl       int64 // milliseconds, or 0
	children  nameSet
}

// statNow is the stat as clients see it. The version of the children counts the creations only; the deletions are
// added here, which is why the root, one of whose children was never counted, starts at -1.
func (n *node) statNow() wire.Stat {
	s := n.stat
	s.Cversion = 2*n.creates - int32(n.children.len())
	s.EphemeralOwner = n.owner
	s.DataLength = int32(len(n.data))
	s.NumChildren = int32(n.children.len())
	return s
}

// A tree is what all servers of an ensemble agree on: the znodes, the sessions, and the ephemeral znodes of each. It
// changes only by transactions, which have been checked before.
type tree struct {
	nodes      map[string]*node
	root       *node
	ephemerals map[int64]*nameSet
	sessions   map[int64]int64 // the timeout that each began with, in nanoseconds
	mortal     nameSet         // containers, and znodes with a time to live
	quotas     quotas
	zxid       int64
}

func newTree() *tree {
	t := &tree{
		nodes: map[string]*node{}, root: &node{data: []byte{}}, ephemerals: map[int64]*nameSet{}, sessions: map[int64]int64{},
		quotas: quotas{},
	}
	t.nodes["/"] = t.root
	t.root.acl = wire.OpenACL
	for _, path := range []string{"/zookeeper", "/zookeeper/config", "/zookeeper/quota"} {
		t.nodes[path] = &node{acl: wire.OpenACL, data: []byte{}}
		t.get(parentOf(path)).children.add(baseOf(path))
	}
	config := t.get("/zookeeper/config")
	config.acl, config.stat.Aversion = readACL, -1
	return t
}

// get is the node of that path, or nil; "" is the root too.
func (t *tree) get(path string) *node {
	if path == "" {
		return t.root
	}
	return t.nodes[path]
}

// aclOf is who may do what with a node, if there is one.
func (t *tree) aclOf(path string) []wire.ACL {
	if n := t.get(path); n != nil {
		return n.acl
	}
	return nil
}

// create adds the node of a create's change; it is the first of that path.
func (t *tree) create(x *txn, c *change) wire.Stat {
	n := &node{data: c.data, acl: c.acl, owner: c.owner, container: c.container, ttl: c.ttl}
	n.stat = wire.Stat{Czxid: x.zxid, Mzxid: x.zxid, Pzxid: x.zxid, Ctime: x.millis(), Mtime: x.millis()}
	path := strings.Clone(c.path)
	t.nodes[path] = n
	parent := t.get(parentOf(path))
	parent.children.add(baseOf(path))
	parent.creates++
	parent.stat.Pzxid = x.zxid
	if c.owner != 0 {
		set := t.ephemerals[c.owner]
		if set == nil {
			set = &nameSet{capacity: 16}
			t.ephemerals[c.owner] = set
		}
		set.add(path)
	}
	if n.container || n.ttl > 0 {
		t.mortal.add(path)
	}
	stat := n.statNow() // as it was sent; the content of a quota's stats is put in behind it
	t.quotaCreated(path, n)
	return stat
}

// delete removes a node, and gives it.
func (t *tree) delete(x *txn, c *change) *node {
	path, n := c.path, t.nodes[c.path]
	delete(t.nodes, path)
	parent := t.get(parentOf(path))
	parent.children.remove(baseOf(path))
	parent.stat.Pzxid = x.zxid
	if set := t.ephemerals[n.owner]; set != nil {
		set.remove(path)
		if set.len() == 0 {
			delete(t.ephemerals, n.owner)
		}
	}
	t.mortal.remove(path)
	t.quotaDeleted(path, n)
	return n
}

func (t *tree) setData(x *txn, c *change) wire.Stat {
	n := t.get(c.path)
	t.count(c.path, len(c.data)-len(n.data), 0)
	n.data = c.data
	n.stat.Mzxid, n.stat.Mtime, n.stat.Version = x.zxid, x.millis(), c.version
	return n.statNow()
}

func (t *tree) setACL(c *change) wire.Stat {
	n := t.get(c.path)
	n.acl, n.stat.Aversion = c.acl, c.version
	return n.statNow()
}

// ephemeralsOf is the paths that a session owns, in the order in which its end deletes them.
func (t *tree) ephemeralsOf(session int64) []string {
	set := t.ephemerals[session]
	if set == nil {
		return nil
	}
	return set.copied()
}
