package wire

// append adds the body of a request, as a client writes it.
func (r *Request) append(b []byte) []byte {
	switch r.Op {
	case OpCreate, OpCreate2, OpCreateContainer, OpCreateTTL:
		b = appendInt32(appendACL(appendBuffer(appendString(b, r.Path), r.Data), r.ACL, appendString), r.Flags)
		if r.Op == OpCreateTTL {
			b = appendInt64(b, r.TTL)
		}
	case OpDelete, OpCheck:
		b = appendInt32(appendString(b, r.Path), r.Version)
	case OpExists, OpGetData, OpGetChildren, OpGetChildren2:
		b = appendBool(appendString(b, r.Path), r.Watch)
	case OpSetData:
		b = appendInt32(appendBuffer(appendString(b, r.Path), r.Data), r.Version)
	case OpSetACL:
		b = appendInt32(appendACL(appendString(b, r.Path), r.ACL, appendString), r.Version)
	case OpGetACL, OpSync, OpGetAllChildrenNumber, OpGetEphemerals:
		b = appendString(b, r.Path)
	case OpCheckWatches, OpRemoveWatches, OpAddWatch:
		b = appendInt32(appendString(b, r.Path), r.Flags)
	case OpReconfig:
		b = appendInt64(appendString(appendString(appendString(b, ""), ""), ""), r.Zxid)
	case OpSASL:
		b = appendBuffer(b, r.Data)
	case OpCreateSession:
		b = appendInt32(b, r.Flags)
	case OpAuth:
		b = appendBuffer(appendString(appendInt32(b, 0), r.Scheme), r.Data)
	case OpSetWatches, OpSetWatches2:
		b = r.Watches.append(appendInt64(b, r.Zxid), r.Op)
	case OpMulti, OpMultiRead:
		for i := range r.Ops {
			b = appendInt32(appendBool(appendInt32(b, int32(r.Ops[i].Op)), false), -1)
			b = r.Ops[i].append(b)
		}
		b = appendInt32(appendBool(appendInt32(b, -1), true), -1)
	}
	return b
}

func (w *WatchLists) append(b []byte, op Op) []byte {
	if w == nil {
		w = &WatchLists{}
	}
	lists := [][]string{w.Data, w.Exist, w.Child, w.Persistent, w.Recursive}
	if op == OpSetWatches {
		lists = lists[:3]
	}
	for _, list := range lists {
		b = appendStrings(b, list, appendString)
	}
	return b
}
