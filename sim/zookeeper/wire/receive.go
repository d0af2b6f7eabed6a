package wire

import "fmt"

// ParseReply reads the frame that answers a request for the operation. The whole frame must be used up.
func ParseReply(op Op, frame []byte) (Reply, error) {
	d := decoder{rest: frame}
	d.int32() // the xid
	r := Reply{Op: op, Zxid: d.int64(), Err: Code(d.int32())}
	if r.Err == OK || len(d.rest) > 0 && (op == OpMulti || op == OpMultiRead) {
		r.Stumbled = r.Err != OK
		d.reply(&r)
	}
	if d.failed || len(d.rest) > 0 {
		return r, fmt.Errorf("reply to %v does not fit: %d bytes, %d of them left over", op, len(frame), len(d.rest))
	}
	return r, nil
}

func (d *decoder) reply(r *Reply) {
	switch r.Op {
	case OpMulti, OpMultiRead:
		d.results(r)
	case OpAddWatch, OpGetAllChildrenNumber:
		r.Count = d.int32()
	case OpWhoAmI:
		for range d.count(8) {
			r.IDs = append(r.IDs, ID{d.string(), d.string()})
		}
	default:
		d.body(r)
	}
}

// body reads what a reply and a result of a multi have in common.
func (d *decoder) body(r *Reply) {
	switch r.Op {
	case OpCreate, OpSync:
		r.Path, _ = d.nullable()
	case OpCreate2, OpCreateContainer, OpCreateTTL:
		r.Path, r.Stat = d.path(), d.stat()
	case OpExists, OpSetData, OpSetACL:
		r.Stat = d.stat()
	case OpGetData:
		r.Data, r.Stat = d.buffer(), d.stat()
	case OpGetACL:
		r.ACL, _ = d.acl()
		r.Stat = d.stat()
	case OpGetChildren, OpGetEphemerals:
		r.Names = d.strings()
	case OpGetChildren2:
		r.Names, r.Stat = d.strings(), d.stat()
	case OpSASL:
		r.Data = d.buffer()
	}
}

// results reads the results of a multi, up to the header that says done.
func (d *decoder) results(r *Reply) {
	for {
		result := Reply{Op: Op(d.int32())}
		done := d.bool()
		result.Err = Code(d.int32())
		if done || d.failed {
			return
		}
		if result.Op == OpError {
			result.Err = Code(d.int32())
		}
		d.body(&result)
		r.Results = append(r.Results, result)
	}
}

func (d *decoder) stat() Stat {
	return Stat{
		Czxid: d.int64(), Mzxid: d.int64(), Ctime: d.int64(), Mtime: d.int64(),
		Version: d.int32(), Cversion: d.int32(), Aversion: d.int32(),
		EphemeralOwner: d.int64(), DataLength: d.int32(), NumChildren: d.int32(), Pzxid: d.int64(),
	}
}
