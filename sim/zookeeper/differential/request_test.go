package differential

import (
	"math"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// request draws one that leaves the connection open.
func (s *story) request() request {
	r := s.as(s.operation(), false)
	if r.op.Op == wire.OpSetWatches || r.op.Op == wire.OpSetWatches2 {
		r.relative, r.xid = true, -8
	}
	switch n := rapid.IntRange(0, 39).Draw(s.t, "form"); {
	case n == 37 && r.op.Op != wire.OpAuth && r.op.Op != wire.OpPing && r.op.TTL >= 0:
		r.relative = false
		r.raw = s.mutated(r.op.Op, r.op.Frame(0)[12:])
	case n == 36:
		r.xid = rapid.SampledFrom([]int32{0, -8, -9, math.MaxInt32, math.MinInt32}).Draw(s.t, "xid")
	case n == 35:
		return s.odd()
	}
	return r
}

// operation draws a request whose body is as a client writes it.
func (s *story) operation() wire.Request {
	switch rapid.IntRange(0, 24).Draw(s.t, "operation") {
	case 0, 1, 2, 3, 4:
		return s.create()
	case 5, 6:
		return wire.Request{Op: wire.OpDelete, Path: s.path(), Version: s.version()}
	case 7, 8:
		return wire.Request{Op: wire.OpSetData, Path: s.path(), Data: s.data(), Version: s.version()}
	case 9:
		return wire.Request{Op: wire.OpSetACL, Path: s.own(), ACL: s.acl(), Version: s.version()}
	case 10:
		if rapid.IntRange(0, 15).Draw(s.t, "of reads") == 0 {
			return wire.Request{Op: wire.OpMulti, Ops: s.reads()}
		}
		return wire.Request{Op: wire.OpMulti, Ops: s.writes()}
	case 11:
		return wire.Request{Op: wire.OpMultiRead, Ops: s.reads()}
	case 12:
		return wire.Request{Op: wire.OpCheck, Path: s.path(), Version: s.version()}
	case 13, 14, 15, 16, 17:
		return s.read()
	case 18, 19, 20, 21:
		return s.watch()
	case 22:
		return wire.Request{Op: wire.OpAuth, Scheme: "digest", Data: s.credentials()}
	case 23:
		return wire.Request{Op: wire.OpSync, Path: s.path()}
	}
	return wire.Request{Op: rapid.SampledFrom([]wire.Op{wire.OpWhoAmI, wire.OpPing}).Draw(s.t, "plain")}
}

func (s *story) create() wire.Request {
	r := wire.Request{Path: s.newPath(), Data: s.data(), ACL: s.acl()}
	r.Op = rapid.SampledFrom([]wire.Op{
		wire.OpCreate, wire.OpCreate, wire.OpCreate2, wire.OpCreate2, wire.OpCreateContainer, wire.OpCreateTTL,
	}).Draw(s.t, "create")
	switch r.Op { // neither has an ephemeral flag (1, 3): what the real server makes is not ephemeral, but counts as such while the request is under way
	case wire.OpCreateContainer:
		r.Flags = rapid.SampledFrom([]int32{4, 4, 4, 0, 2, 5, 9, -1}).Draw(s.t, "flags")
	case wire.OpCreateTTL:
		r.Flags = rapid.SampledFrom([]int32{5, 5, 6, 6, 0, 4, 9}).Draw(s.t, "flags")
		r.TTL = rapid.SampledFrom([]int64{1e9, 1e9, 1<<40 - 1, 1 << 40, 0, -1, -2, math.MinInt64, math.MaxInt64}).Draw(s.t, "ttl")
		if r.Flags != 5 && r.Flags != 6 {
			r.TTL = max(r.TTL, 0) // the real server would accept a negative one, and then end for good when it makes the znode
		}
	default:
		r.Flags = rapid.SampledFrom([]int32{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, -1, 100}).Draw(s.t, "flags")
	}
	return r
}

func (s *story) read() wire.Request {
	op := rapid.SampledFrom([]wire.Op{
		wire.OpExists, wire.OpGetData, wire.OpGetData, wire.OpGetACL, wire.OpGetChildren, wire.OpGetChildren2,
		wire.OpGetAllChildrenNumber, wire.OpGetEphemerals,
	}).Draw(s.t, "read")
	return wire.Request{Op: op, Path: s.path()}
}

// watch draws what sets, asks for or removes watches.
func (s *story) watch() wire.Request {
	switch rapid.IntRange(0, 9).Draw(s.t, "watch") {
	case 0, 1:
		mode := rapid.SampledFrom([]int32{0, 0, 0, 1, 1, 1, 2, -1}).Draw(s.t, "mode")
		return wire.Request{Op: wire.OpAddWatch, Path: s.path(), Flags: mode}
	case 2, 3:
		op := rapid.SampledFrom([]wire.Op{wire.OpCheckWatches, wire.OpRemoveWatches}).Draw(s.t, "which")
		kind := rapid.SampledFrom([]int32{1, 2, 3, 1, 2, 3, 0, 4, -1}).Draw(s.t, "type")
		return wire.Request{Op: op, Path: s.path(), Flags: kind}
	case 4:
		op := rapid.SampledFrom([]wire.Op{wire.OpSetWatches, wire.OpSetWatches2}).Draw(s.t, "which")
		seen := rapid.Int64Range(-2, 60).Draw(s.t, "seen")
		return wire.Request{Op: op, Zxid: seen, Watches: &wire.WatchLists{
			Data: s.paths(), Exist: s.paths(), Child: s.paths(), Persistent: s.paths(), Recursive: s.paths(),
		}}
	}
	op := rapid.SampledFrom([]wire.Op{wire.OpExists, wire.OpGetData, wire.OpGetChildren, wire.OpGetChildren2}).Draw(s.t, "read")
	return wire.Request{Op: op, Path: s.path(), Watch: true}
}

// writes draws the operations of a multi, one of which may not belong there.
func (s *story) writes() []wire.Request {
	var ops []wire.Request
	for range rapid.IntRange(0, 6).Draw(s.t, "operations") {
		switch rapid.IntRange(0, 24).Draw(s.t, "operation") {
		case 0, 1, 2, 3, 4, 5, 6, 7:
			ops = append(ops, s.create())
		case 8, 9, 10, 11, 12:
			ops = append(ops, wire.Request{Op: wire.OpDelete, Path: s.path(), Version: s.version()})
		case 13, 14, 15, 16, 17, 18:
			ops = append(ops, wire.Request{Op: wire.OpSetData, Path: s.path(), Data: s.data(), Version: s.version()})
		case 19:
			ops = append(ops, rapid.SampledFrom([]wire.Request{
				{Op: wire.OpSetACL, Path: s.root, ACL: wire.OpenACL, Version: -1}, {Op: wire.OpGetData, Path: s.root},
				{Op: wire.OpExists, Path: s.root}, {Op: wire.OpMulti}, {Op: 99}, {Op: wire.OpError},
			}).Draw(s.t, "stranger"))
		default:
			ops = append(ops, wire.Request{Op: wire.OpCheck, Path: s.path(), Version: s.version()})
		}
	}
	return ops
}

func (s *story) reads() []wire.Request {
	var ops []wire.Request
	for range rapid.IntRange(0, 5).Draw(s.t, "operations") {
		op := rapid.SampledFrom([]wire.Op{
			wire.OpGetData, wire.OpGetData, wire.OpGetData, wire.OpGetChildren, wire.OpGetChildren, wire.OpGetChildren,
			wire.OpGetChildren2, wire.OpExists, wire.OpSetData,
		}).Draw(s.t, "read")
		ops = append(ops, wire.Request{Op: op, Path: s.path(), Watch: rapid.Bool().Draw(s.t, "watch")})
	}
	return ops
}
